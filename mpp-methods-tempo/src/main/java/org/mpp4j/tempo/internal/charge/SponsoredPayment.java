package org.mpp4j.tempo.internal.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.FeePayerException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.sponsor.FeeLog;
import org.mpp4j.tempo.internal.sponsor.Sponsor;
import org.mpp4j.tempo.internal.sponsor.SponsorLimits;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * A transaction whose fees this server pays (draft-tempo-charge section "Fee Payment"). What is claimed is what its sender signed,
 * of which the chain takes one transaction whoever pays for it and however that is signed; its own hash follows only from the
 * fee payer's signature, and nothing is signed before it is claimed and its cost set aside.
 */
final class SponsoredPayment implements VerifiedPayment {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    /** Clocks of chain and server differ. */
    private static final BigInteger SLACK = BigInteger.valueOf(60);

    private final TempoTransaction transaction;
    private final BigInteger validBefore;
    private final String id;
    private final PayerDid payer;
    private final ExpectedPayment expected;
    private final Challenge challenge;
    private final Sponsor sponsor;
    private final ChargeRail rail;
    private final RlpBytes memo;
    private final @Nullable SponsoredKey key;
    private final Instant end;
    private final BigInteger notBefore;

    /**
     * @param canonical within the sponsor's limits
     * @param memo of its transfer to the recipient
     * @param key that has signed it for the payer, or null if the payer's own has
     */
    SponsoredPayment(
            TempoTransaction canonical,
            PayerDid payer,
            ExpectedPayment expected,
            RlpBytes memo,
            @Nullable SponsoredKey key,
            Challenge challenge,
            Sponsor sponsor,
            ChargeRail rail) {
        if (canonical.validBefore() == null) {
            throw new IllegalArgumentException("A sponsored transaction has an end of its validity");
        }
        this.transaction = canonical;
        this.validBefore = canonical.validBefore();
        this.id = Hex.encode(canonical.expiringNonceHash(payer.address()));
        this.payer = payer;
        this.expected = expected;
        this.memo = memo;
        this.key = key;
        this.end = Instant.ofEpochSecond(validBefore.longValueExact());
        this.challenge = challenge;
        this.sponsor = sponsor;
        this.rail = rail;
        this.notBefore = validBefore
                .subtract(BigInteger.valueOf(sponsor.maxValidity().toSeconds()))
                .subtract(SLACK)
                .max(BigInteger.ZERO);
    }

    @Override
    public Optional<String> payer() {
        return Optional.of(payer.toString());
    }

    @Override
    public List<ReplayKey> replayKeys() {
        return List.of(ReplayKey.untilExpiry("tempo:" + payer.chainId() + ":sponsored:" + id));
    }

    @Override
    public JsonObject lookUpData() {
        return TransactionLookUp.sponsoredData(memo, challenge.realm(), notBefore, validBefore);
    }

    @Override
    public Settlement settle(boolean attemptedBefore) {
        Deadline deadline = Deadline.in(rail.patience());
        Settlement settlement = attemptedBefore
                ? trace().outcome(deadline).orElseGet(() -> sign(deadline, true))
                : untimely().orElseGet(() -> sign(deadline, false));
        boolean neverMined = settlement instanceof Rejected
                || (settlement instanceof Settlement.Unknown unknown && !unknown.attempted());
        if (neverMined) {
            sponsor.budget().release(id);
            keyIsDone();
        }
        return settlement;
    }

    private SponsoredTrace trace() {
        return new SponsoredTrace(
                memo, notBefore, validBefore, payer, expected, challenge.request(), rail, this::mined);
    }

    private void keyIsDone() {
        if (key != null) {
            key.done(id);
        }
    }

    private void mined(TransactionReceipt receipt) {
        keyIsDone();
        sponsor.budget()
                .spend(id, FeeLog.fee(receipt, sponsor.address()).orElseGet(() -> SponsorLimits.maxFee(transaction)));
    }

    private Optional<Settlement> untimely() {
        Instant now = rail.clock().instant();
        BigInteger seconds = BigInteger.valueOf(now.getEpochSecond());
        if (validBefore.compareTo(seconds) <= 0) {
            return Optional.of(TransactionTrace.expired());
        }
        if (transaction.validAfter() != null && transaction.validAfter().compareTo(seconds) > 0) {
            return Optional.of(
                    Rejected.verificationFailed("The transaction isn't valid yet. Sign one that is valid at once."));
        }
        return sponsor.limits().problemNow(transaction, now).map(Rejected::verificationFailed);
    }

    private Settlement sign(Deadline deadline, boolean attemptedBefore) {
        Optional<Settlement> objection = key == null ? Optional.empty() : key.objection(id, end);
        if (objection.isPresent()) {
            // What was sent before may still be mined, but it isn't signed for once more.
            return attemptedBefore
                    ? TransactionTrace.unknown(new NodeException("The access key may not make the payment now"))
                    : objection.get();
        }
        if (!attemptedBefore) {
            Optional<Rejected> refusal = Simulation.refusal(rail, transaction, payer.address(), deadline);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        BigInteger maxFee = SponsorLimits.maxFee(transaction);
        Optional<TempoAddress> feeToken = sponsor.tokenFor(maxFee);
        if (feeToken.isEmpty()) {
            return notNow("The fee payer " + sponsor.address() + " hasn't got the fee in any token", attemptedBefore);
        }
        if (!sponsor.budget().reserve(id, maxFee, end)) {
            return notNow(
                    "The fees of the fee payer " + sponsor.address() + " have come to their limit", attemptedBefore);
        }
        try {
            TempoTransaction complete = sponsor.sign(transaction, payer.address(), feeToken.get(), deadline);
            return new TransactionPayment(complete, payer, expected, challenge, rail, this::mined)
                    .send(deadline, attemptedBefore);
        } catch (FeePayerException failed) {
            return notNow(String.valueOf(failed.getMessage()), attemptedBefore);
        }
    }

    private static Settlement notNow(String why, boolean attemptedBefore) {
        LOG.log(Level.WARNING, "A transaction was not sponsored: {0}", why);
        return new Settlement.Unknown(new NodeException(why), RETRY_AFTER, attemptedBefore);
    }
}
