package org.mpp4j.tempo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.Stores;
import org.mpp4j.tempo.internal.charge.AccessKeys;
import org.mpp4j.tempo.internal.charge.ChargeRail;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.charge.HashCredential;
import org.mpp4j.tempo.internal.charge.ProofCredential;
import org.mpp4j.tempo.internal.charge.TransactionCredential;
import org.mpp4j.tempo.internal.charge.TransactionLookUp;
import org.mpp4j.tempo.internal.refund.RefundDraft;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/**
 * The payment method {@code tempo} with intent {@code charge}: the client signs a transfer of stablecoins, this server sends
 * it and waits until it is mined, which is about half a second (draft-tempo-charge, submission mode "pull"). Or the client
 * sends it and shows its hash (mode "push"). An amount of zero is answered with a signature that proves who is there.
 *
 * <p>Clients sign with a key of their account (secp256k1, P-256 or a passkey) or with an access key that the account has
 * authorized. They pay their own fees, or with a {@link FeePayer} this server does.
 *
 * <p>Signatures on secp256k1 are checked by the native library libsecp256k1 where {@code secp256k1-kmp-jni-jvm-linux} (or that of
 * another system) of {@code fr.acinq.secp256k1} is on the class path, and otherwise by Java, at a fraction of the speed. Which
 * it is, and why, is logged once. The system property {@code org.mpp4j.tempo.secp256k1} asks for one: {@code auto},
 * {@code native} or {@code bouncycastle}.
 *
 * <p>While no node answers, or the fee payer has no money, nothing is offered through this method and other methods go on.
 *
 * <p>Settling blocks until the payment is mined or the {@link TempoChargeBuilder#deadline(java.time.Duration) deadline} is over. Thread-safe.
 *
 * @since 0.1
 */
public final class TempoCharge implements PaymentMethod {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration CONFIGURATION_TIMEOUT = Duration.ofSeconds(2);

    /** TIP-20 tokens keep balances in 128 bits. */
    private static final int MAX_AMOUNT_BITS = 128;

    /** What refunds pay for gas at most by default, in 10<sup>-18</sup> USD. */
    private static final long MAX_FEE_PER_GAS = 50_000_000_000L;

    private final ChargeTarget target;
    private final String currencyText;
    private final String recipientText;
    private final @Nullable String externalId;
    private final String nodeName;
    private final RailWatch watch;
    private final TempoNode node;
    private final ChargeRail rail;
    private final @Nullable Sponsor sponsor;
    private final Set<TempoMode> modes;
    private final List<TempoSplit> splits;
    private final TransactionCredential transactions;
    private final HashCredential hashes;
    private final ProofCredential proofs;
    private final TransactionLookUp lookUps;

    TempoCharge(
            TempoChargeBuilder builder,
            ChargeTarget target,
            TempoNode node,
            String nodeName,
            @Nullable Sponsor sponsor) {
        this.target = target;
        this.currencyText = builder.currencyText();
        this.recipientText = builder.recipientText();
        this.externalId = builder.externalId();
        this.nodeName = nodeName;
        this.node = node;
        this.sponsor = sponsor;
        this.watch = new RailWatch(node, sponsor);
        this.modes = builder.offeredModes();
        this.splits = List.of();
        this.rail =
                new ChargeRail(node, builder.deadline(), builder.clock(), builder.simulates(), builder.unconfirmed());
        AccessKeys keys = new AccessKeys(node, builder.deadline(), builder.clock());
        this.transactions = new TransactionCredential(target, rail, keys, sponsor);
        this.hashes = new HashCredential(target.chainId(), rail);
        this.proofs = new ProofCredential(target.chainId(), keys, builder.clock());
        this.lookUps = new TransactionLookUp(rail, keys);
    }

    private TempoCharge(TempoCharge other, List<TempoSplit> splits) {
        this.target = other.target;
        this.currencyText = other.currencyText;
        this.recipientText = other.recipientText;
        this.externalId = other.externalId;
        this.nodeName = other.nodeName;
        this.watch = other.watch;
        this.node = other.node;
        this.rail = other.rail;
        this.sponsor = other.sponsor;
        this.modes = other.modes;
        this.splits = splits;
        this.transactions = other.transactions;
        this.hashes = other.hashes;
        this.proofs = other.proofs;
        this.lookUps = other.lookUps;
    }

    /**
     * Starts a method. A network, or else chain id, node and currency, and a recipient have to be given.
     *
     * @return an empty builder
     */
    public static TempoChargeBuilder builder() {
        return new TempoChargeBuilder();
    }

    /**
     * This method for offers of which others get a part: each split is paid to its recipient in the same transaction, and what
     * they leave of the price to this method's own recipient (draft-tempo-charge section "Split Payments").
     *
     * <pre>{@code
     * Offer.of(tempo.withSplits(TempoSplit.of("0.002", platform)), "0.01")
     * }</pre>
     *
     * @param parts 1 to {@value TempoSplit#MOST}, in any order; instead of any that there are
     * @return a copy that shares connections with this method
     * @throws ConfigurationException if there are none, too many, or one to the token itself; whether they leave something of
     *     a price is checked when the offer is made
     */
    public TempoCharge withSplits(TempoSplit... parts) {
        List<TempoSplit> all = List.of(parts);
        if (all.isEmpty() || all.size() > TempoSplit.MOST) {
            throw new ConfigurationException("TempoCharge.withSplits got " + all.size() + " splits; give it 1 to "
                    + TempoSplit.MOST + ", or leave it out where nobody else gets a part");
        }
        for (TempoSplit split : all) {
            if (split.recipient().equals(target.currency())) {
                throw new ConfigurationException("The recipient of a TempoSplit is the token " + currencyText
                        + " itself, where payments would be lost; set it to the account to be paid");
            }
        }
        return new TempoCharge(this, all);
    }

    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        requireOwnCurrency(terms);
        Amount amount = terms.amount(TempoNetwork.DECIMALS);
        if (amount.baseUnits().bitLength() > MAX_AMOUNT_BITS) {
            throw new ConfigurationException("The price " + terms.price()
                    + " is more than a token on Tempo can hold; offer it through another payment method");
        }
        JsonObject.Builder details = JsonObject.builder().put("chainId", target.chainId());
        if (!amount.isZero()) {
            // Left out it means both, which is what mppx writes then, too.
            if (modes.size() < TempoMode.values().length) {
                details.put(
                        "supportedModes",
                        modes.stream().map(TempoMode::wireName).toList());
            }
            if (sponsor != null) {
                details.put("feePayer", true);
            }
        }
        String tooMuch = TempoSplit.problem(splits, amount);
        if (tooMuch != null && !terms.isForOneRequest()) {
            throw new ConfigurationException("The price " + terms.price() + " leaves nothing to the recipient of "
                    + "TempoCharge, as " + tooMuch + "; raise the price or lower the splits");
        }
        if (!splits.isEmpty()) {
            details.put("splits", splits.stream().map(TempoSplit::json).toList());
        }
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", amount.toString())
                .put("currency", currencyText)
                .put("recipient", recipientText)
                .put("methodDetails", details.build());
        terms.description().ifPresent(description -> request.put("description", description));
        terms.externalId()
                .or(() -> Optional.ofNullable(externalId))
                .ifPresent(reference -> request.put("externalId", reference));
        return new TempoOffer(PaymentRequest.of(request.build()), () -> requirePayable(amount, tooMuch));
    }

    private void requirePayable(Amount amount, @Nullable String tooMuch) {
        if (tooMuch != null) {
            throw new OfferUnavailableException(
                    "The price of one request leaves nothing to the recipient, as " + tooMuch);
        }
        // A proof needs no chain.
        if (!amount.isZero()) {
            watch.requireUp();
        }
    }

    private void requireOwnCurrency(OfferTerms terms) {
        terms.price().currency().ifPresent(currency -> {
            if (!currency.equalsIgnoreCase(currencyText)) {
                throw new ConfigurationException(
                        "The price " + terms.price() + " is not in the token of this payment method, "
                                + currencyText
                                + ", the only currency it charges in; leave the currency out of the price, or add a "
                                + "TempoCharge for the other token");
            }
        });
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            return switch (attempt.payload().requireString("type")) {
                case "transaction" ->
                    offers(TempoMode.PULL, attempt)
                            ? transactions.verify(attempt)
                            : Rejected.verificationFailed(
                                    "This server doesn't send transactions: send yours, and then its hash, with type \"hash\".");
                case "hash" ->
                    offers(TempoMode.PUSH, attempt)
                            ? hashes.verify(attempt)
                            : Rejected.verificationFailed(
                                    "This server sends the transaction itself: send the signed transaction, with "
                                            + "type \"transaction\", and not the hash of one that was sent.");
                case "proof" -> proofs.verify(attempt);
                default -> Rejected.invalidPayload("The payload has a type that a charge on Tempo doesn't have.");
            };
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
    }

    /** What the challenge offers is what holds; it offers no modes for an amount of zero, and whoever pays zero is told so. */
    private static boolean offers(TempoMode mode, PaymentAttempt attempt) {
        JsonObject details = attempt.request().methodDetails();
        return details.value("supportedModes") == null
                || details.strings("supportedModes").contains(mode.wireName());
    }

    @Override
    public Settlement lookUp(PendingPayment pending) {
        return lookUps.lookUp(pending);
    }

    /**
     * Gives back what was paid to this method's recipient.
     *
     * @param ledger that the payments were written to; refunds are written there too
     * @param sessions remembers which transaction gives back what; all instances that give money back need the same, and it has
     *     to last as long as the ledger
     * @param account that the money is given back from
     * @return refunds
     * @throws ConfigurationException if the sessions are lost with this process and the ledger isn't, as a refund under way could
     *     then be made twice
     */
    public TempoRefunds refunds(PaymentLedger ledger, SessionStore sessions, MerchantAccount account) {
        if (sessions instanceof InMemorySessionStore && !(ledger instanceof InMemoryPaymentLedger)) {
            throw new ConfigurationException("TempoCharge.refunds got a session store in memory, which is lost with the"
                    + " process, and a ledger that isn't; give it the session store of the same database");
        }
        return new TempoRefunds(
                target,
                rail,
                ledger,
                sessions,
                account,
                new RefundDraft(target.currency(), BigInteger.valueOf(MAX_FEE_PER_GAS)));
    }

    /**
     * Gives back what was paid to this method's recipient.
     *
     * @param stores that the payments were written to
     * @param account that the money is given back from
     * @return refunds
     */
    public TempoRefunds refunds(Stores stores, MerchantAccount account) {
        return refunds(stores.ledger(), stores.sessions(), account);
    }

    @Override
    public void checkConfiguration() {
        requireRightChain();
        if (sponsor != null) {
            sponsor.checkBalance();
        }
    }

    private void requireRightChain() {
        Optional<BigInteger> found = node.chainId(CONFIGURATION_TIMEOUT);
        if (found.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "The Tempo node at {0} doesn''t tell its chain id now, so it couldn''t be checked to be {1}. Payments fail"
                            + " with 503 until it answers.",
                    nodeName,
                    Long.toString(target.chainId()));
        } else if (!found.get().equals(BigInteger.valueOf(target.chainId()))) {
            throw new ConfigurationException("The Tempo node at " + nodeName + " is on chain " + found.get()
                    + ", but payments are to be made on chain " + target.chainId()
                    + "; correct the RPC URL, or the network or chain id");
        }
    }

    /** Chain, currency and recipient. */
    @Override
    public String toString() {
        return "TempoCharge[chain " + target.chainId() + ", " + currencyText + " to " + recipientText + "]";
    }
}
