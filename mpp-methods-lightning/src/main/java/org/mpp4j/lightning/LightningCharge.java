package org.mpp4j.lightning;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.mpp4j.lightning.internal.charge.ChargeRequest;
import org.mpp4j.lightning.internal.charge.ClientInvoices;
import org.mpp4j.lightning.internal.charge.GuardedNode;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.lightning.internal.charge.IssuedChallenges;
import org.mpp4j.lightning.internal.charge.OpenInvoices;
import org.mpp4j.lightning.internal.charge.ReusableInvoices;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.ChallengeStore;

/**
 * The payment method {@code lightning} with intent {@code charge}: each challenge has an invoice of the merchant's node, and
 * the preimage that the payer gets for paying it is the credential (draft-lightning-charge). Prices are in whole satoshi.
 *
 * <p>By default a preimage that fits isn't enough: the node is asked whether the money has arrived, because some nodes tell
 * preimages to anybody ({@link LightningChargeBuilder#verifySettled}).
 *
 * <p>Asking for a challenge blocks while the node makes the invoice, and settling while it looks it up, each within the node's
 * deadline. Thread-safe.
 *
 * @since 0.1
 */
public final class LightningCharge implements PaymentMethod {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");

    private static final String CURRENCY = "sat";
    private static final BigInteger ALL_BITCOIN = new BigInteger("2100000000000000");
    private static final int LONGEST_DESCRIPTION = 639;
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** So long after its expiry an invoice that is open by the node's clock is taken to be never paid. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final InvoiceTerms invoiceTerms;
    private final LightningNode node;
    private final LightningNetwork network;
    private final InstantSource clock;
    private final OpenInvoices open;
    private final ReusableInvoices reusable;
    private final ClientInvoices invoices;
    private final IssuedChallenges challenges;
    private final GuardedNode lookUps;

    LightningCharge(InvoiceTerms terms, Duration longestReuse, ChallengeStore challengeStore) {
        this.invoiceTerms = terms;
        this.node = terms.node();
        this.network = terms.network();
        this.clock = terms.clock();
        this.open = terms.open();
        this.reusable = new ReusableInvoices(node, clock, longestReuse, open);
        this.invoices = terms.forClients(open, reusable);
        this.challenges = new IssuedChallenges(challengeStore, ChargeRequest::paymentHash);
        this.lookUps = new GuardedNode(clock);
    }

    /**
     * Starts a method. A node and a network have to be given.
     *
     * @return an empty builder
     */
    public static LightningChargeBuilder builder() {
        return new LightningChargeBuilder();
    }

    @Override
    public String name() {
        return "lightning";
    }

    @Override
    public boolean takesPlayMoney() {
        return network != LightningNetwork.MAINNET;
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        terms.price()
                .currency()
                .filter(unit -> !unit.equalsIgnoreCase(CURRENCY))
                .ifPresent(unit -> {
                    throw new ConfigurationException("The price " + terms.price()
                            + " is not in satoshi, the only currency of this payment method; write it as a whole number of"
                            + " satoshi, such as \"10\"");
                });
        Amount amount = terms.amount(0);
        if (amount.isZero() || amount.baseUnits().compareTo(ALL_BITCOIN) > 0) {
            throw new ConfigurationException("The price " + terms.price()
                    + " can't be an invoice on Lightning; ask for at least 1 and at most " + ALL_BITCOIN + " satoshi");
        }
        String description = terms.description().orElse("");
        if (description.getBytes(StandardCharsets.UTF_8).length > LONGEST_DESCRIPTION) {
            throw new ConfigurationException("The description of the price " + terms.price() + " is longer than the "
                    + LONGEST_DESCRIPTION + " bytes that an invoice holds; shorten it");
        }
        JsonObject.Builder request =
                JsonObject.builder().put("amount", amount.toString()).put("currency", CURRENCY);
        terms.description().ifPresent(text -> request.put("description", text));
        terms.externalId().ifPresent(reference -> request.put("externalId", reference));
        InvoiceOrder order =
                new InvoiceOrder(amount.baseUnits().longValueExact() * 1000, description, invoiceTerms.lifetime());
        return new LightningOffer(invoices, order, network, request.build());
    }

    @Override
    public void issued(Challenge challenge) {
        Instant invoiceExpiry = InvoiceMaker.expiry(ChargeRequest.invoice(challenge.request()));
        if (challenge
                .expiresAt()
                .map(expires -> expires.isAfter(invoiceExpiry) || isTooLateForReuse(expires))
                .orElse(true)) {
            throw new ConfigurationException(
                    "Challenges live longer than their invoices, which live " + invoiceTerms.lifetime()
                            + "; set the invoice lifetime of LightningCharge to a minute more than the challenge lifetime"
                            + (reusable.areAllowed() ? " and the time in which invoices are sent again" : ""));
        }
        PaymentHash hash = ChargeRequest.paymentHash(challenge.request());
        challenges.keep(challenge, invoiceExpiry, reusable.areAllowed() && open.contains(hash));
    }

    /** Whether an invoice that is sent again at the last moment would expire before its challenge: told at the first one. */
    private boolean isTooLateForReuse(Instant challengeExpiry) {
        Duration challengeLifetime = Duration.between(clock.instant(), challengeExpiry);
        return reusable.areAllowed()
                && challengeLifetime.plus(reusable.longest()).compareTo(invoiceTerms.lifetime()) > 0;
    }

    @Override
    public Optional<Challenge> recall(Challenge echoed) {
        return challenges.recall(echoed);
    }

    @Override
    public ProblemType problemType(ProblemType general) {
        return LightningProblems.named(general);
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        Preimage preimage;
        PaymentHash expected;
        try {
            preimage = Preimage.parse(attempt.payload().requireString("preimage"));
            expected = ChargeRequest.paymentHash(attempt.request());
        } catch (ProtocolException malformed) {
            return rejected(LightningProblems.MALFORMED_CREDENTIAL, malformed.getMessage() + ".");
        } catch (IllegalArgumentException notOne) {
            return rejected(
                    LightningProblems.MALFORMED_CREDENTIAL, "The preimage must have 64 lower-case hexadecimal digits.");
        }
        if (!preimage.hash().equals(expected)) {
            return rejected(
                    LightningProblems.INVALID_PREIMAGE,
                    "The SHA-256 of the preimage is not the payment hash of the challenge's invoice.");
        }
        String challengeId = attempt.challenge().id();
        PaymentRequest request = attempt.request();
        return new Verification.Verified(
                new PreimagePayment(expected, () -> settlement(challengeId, request, expected)));
    }

    private static Rejected rejected(ProblemType type, String detail) {
        return new Rejected(Problem.of(type, detail));
    }

    /** A payment that is pending was verified once, so its preimage fits. */
    @Override
    public Settlement lookUp(PendingPayment pending) {
        try {
            return settlement(pending.challengeId(), pending.request(), ChargeRequest.paymentHash(pending.request()));
        } catch (ProtocolException notOurs) {
            return new Settlement.Unknown(notOurs, RETRY, true);
        }
    }

    private Settlement settlement(String challengeId, PaymentRequest request, PaymentHash hash) {
        reusable.forget(hash);
        if (invoiceTerms.believesPreimages()) {
            return settled(challengeId, request, hash);
        }
        InvoiceState state;
        try {
            state = lookUps.call(() -> node.lookUp(hash));
        } catch (NodeUnavailableException silent) {
            return new Settlement.Unknown(silent, RETRY, true);
        }
        return switch (state) {
            case SETTLED -> settled(challengeId, request, hash);
            case CANCELED -> expiredUnpaid();
            case OPEN ->
                isLongOver(request) ? expiredUnpaid() : unsettled("The invoice isn't paid by the node's account");
            case HELD -> unsettled("The payment has arrived, and is held");
            // Another node answers now than the one that made the invoice, or it has lost its memory.
            case UNKNOWN -> unsettled("The node doesn't know the invoice");
        };
    }

    private Settlement settled(String challengeId, PaymentRequest request, PaymentHash hash) {
        open.paid(hash);
        JsonObject.Builder more = JsonObject.builder().put("challengeId", challengeId);
        request.externalId().ifPresent(reference -> more.put("externalId", reference));
        return new Settlement.Settled(Receipt.of(name(), hash.hex(), clock.instant(), more.build()));
    }

    private static Settlement expiredUnpaid() {
        return rejected(LightningProblems.EXPIRED_INVOICE, "The invoice expired, and was never paid.");
    }

    /** A preimage that fits was most likely paid for, so nobody is told to pay again as long as it could still be. */
    private static Settlement unsettled(String why) {
        return new Settlement.Unknown(new NodeUnavailableException(why), RETRY, true);
    }

    private boolean isLongOver(PaymentRequest request) {
        return clock.instant()
                .isAfter(InvoiceMaker.expiry(ChargeRequest.invoice(request)).plus(CLOCK_TOLERANCE));
    }

    @Override
    public void checkConfiguration() {
        if (invoiceTerms.believesPreimages()) {
            LOG.log(
                    Level.WARNING,
                    "Lightning payments are taken for a preimage alone, without asking the node whether they have arrived."
                            + " Whoever can read the node''s look-ups can then get in without paying.");
        }
    }

    /** The network. */
    @Override
    public String toString() {
        return "LightningCharge[" + network.identifier() + "]";
    }
}
