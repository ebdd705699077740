package org.mpp4j.tempo;

import java.util.Map;
import java.util.Optional;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.channel.ChannelSnapshots;
import org.mpp4j.tempo.internal.charge.PayerDid;
import org.mpp4j.tempo.internal.charge.ProofCredential;
import org.mpp4j.tempo.internal.session.SessionSnapshot;

/**
 * A charge of nothing, by which clients that have lost their state prove which account is theirs and get its channel back
 * (draft-tempo-session section "Bootstrap Preflight"). Within the time of its challenge a proof may come again, which is no
 * harm: it says the same, and moves nothing.
 */
final class TempoIntroduction implements PaymentMethod {

    private final PreparedOffer offer;
    private final ProofCredential proofs;
    private final ChannelSnapshots snapshots;

    /**
     * An introduction.
     *
     * @param currency and recipient as in the challenges of sessions
     */
    TempoIntroduction(
            long chainId, String currency, String recipient, ProofCredential proofs, ChannelSnapshots snapshots) {
        this.offer = new TempoOffer(
                PaymentRequest.of(JsonObject.builder()
                        .put("amount", "0")
                        .put("currency", currency)
                        .put("recipient", recipient)
                        .put(
                                "methodDetails",
                                JsonObject.builder().put("chainId", chainId).build())
                        .build()),
                () -> {});
        this.proofs = proofs;
        this.snapshots = snapshots;
    }

    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public boolean keepsSessions() {
        return true;
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        return offer;
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            if (!attempt.payload().requireString("type").equals("proof")) {
                return Rejected.invalidPayload("Nothing is paid for here; send a proof of the account.");
            }
            Verification verification = proofs.verify(attempt);
            return verification instanceof Verification.Verified proven
                    ? new Verification.InSession(new Proven(proven.payment()))
                    : verification;
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
    }

    private final class Proven implements SessionPayment {

        private final VerifiedPayment proof;

        Proven(VerifiedPayment proof) {
            this.proof = proof;
        }

        @Override
        public Optional<String> payer() {
            return proof.payer();
        }

        @Override
        public SessionOutcome perform(boolean forResource) {
            Settlement settled = proof.settle(false);
            if (settled instanceof Rejected rejected) {
                return rejected;
            }
            if (settled instanceof Settlement.Unknown unknown) {
                return unknown;
            }
            return new SessionOutcome.Introduced(proof.payer()
                    .flatMap(PayerDid::parse)
                    .flatMap(payer -> snapshots.ofPayer(payer.address()))
                    .map(TempoIntroduction::fields)
                    .orElse(Map.of()));
        }
    }

    private static Map<String, String> fields(SessionSnapshot snapshot) {
        return Map.of(
                SessionSnapshot.CHANNEL_HEADER, snapshot.channelId().toString(),
                SessionSnapshot.HEADER, snapshot.toHeader());
    }
}
