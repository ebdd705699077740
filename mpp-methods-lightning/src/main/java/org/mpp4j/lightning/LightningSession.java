package org.mpp4j.lightning;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.mpp4j.lightning.internal.charge.ClientInvoices;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.lightning.internal.charge.IssuedChallenges;
import org.mpp4j.lightning.internal.charge.OpenInvoices;
import org.mpp4j.lightning.internal.charge.ReusableInvoices;
import org.mpp4j.lightning.internal.session.BearerAction;
import org.mpp4j.lightning.internal.session.CloseAction;
import org.mpp4j.lightning.internal.session.OpenAction;
import org.mpp4j.lightning.internal.session.SessionDesk;
import org.mpp4j.lightning.internal.session.SessionProblems;
import org.mpp4j.lightning.internal.session.SessionRequest;
import org.mpp4j.lightning.internal.session.SessionRules;
import org.mpp4j.lightning.internal.session.TopUpAction;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.store.Stores;

/**
 * The payment method {@code lightning} with intent {@code session}: a client pays a deposit once, each request and each piece
 * of a stream takes its price from that, further deposits go on from there, and what is left is paid back at the end
 * (draft-lightning-session). Prices are in whole satoshi per unit.
 *
 * <p>Each deposit is credited once, to one session, and is never taken for a charge, too: the payment hash is claimed in the
 * replay store, as {@link LightningCharge} claims it, and noted in the session's record in one step with the credit. A client
 * that gets no answer comes back with the same credential.
 *
 * <p>A session that is neither used nor charged for the idle timeout is closed by the server, on whichever instance, after a
 * restart, too. Either way it is marked as closing, with what is owed, before the node is asked to pay that to the return
 * invoice, within a limit for the fees, which the server bears. If the outcome of that can't be told the node is asked about
 * it; only if it says that nothing was sent the refund is sent again. One that is on its way for more than an hour is logged
 * and told to the {@link RefundListener}.
 *
 * <p><b>Known weakness.</b> The preimage of a deposit is what a client shows with each request, and every node that forwarded
 * the deposit learns it when it is paid. Such a node could spend the session. That is limited by what is deposited and by the
 * idle timeout, which is short by default. A client can rule it out once the session is open: it makes up 32 bytes, sends
 * their SHA-256 as {@code bindingHash} when it opens the session, and the bytes as {@code bindingSecret} with each bearer and
 * close, both in hexadecimal digits; without them its preimage is worth nothing. Other servers ignore these members. Whoever
 * opens the session first with the preimage still decides.
 *
 * <p>Asking for a challenge blocks while the node makes the invoice, opening and topping up while it looks it up, closing
 * while it pays, each within its deadline. Using a session asks the node nothing. Thread-safe.
 *
 * @since 0.1
 */
public final class LightningSession implements PaymentMethod, AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");

    private static final String CURRENCY = "sat";
    private static final BigInteger ALL_BITCOIN = new BigInteger("2100000000000000");
    private static final int LONGEST_DESCRIPTION = 639;

    private final InvoiceTerms invoiceTerms;
    private final int depositUnits;
    private final LightningNetwork network;
    private final ClientInvoices invoices;
    private final IssuedChallenges challenges;
    private final SessionRules rules;
    private final SessionDesk desk;

    LightningSession(InvoiceTerms terms, SessionRules rules, int depositUnits, Stores stores) {
        this.invoiceTerms = terms;
        this.depositUnits = depositUnits;
        this.network = terms.network();
        this.rules = rules;
        OpenInvoices open = terms.open();
        this.invoices = terms.forClients(open, new ReusableInvoices(terms.node(), terms.clock(), Duration.ZERO, open));
        this.challenges = new IssuedChallenges(stores.challenges(), SessionRequest::paymentHash);
        this.desk = new SessionDesk(rules, stores.sessions(), stores.replays());
    }

    /**
     * Starts a method. A node and a network have to be given.
     *
     * @return an empty builder
     */
    public static LightningSessionBuilder builder() {
        return new LightningSessionBuilder();
    }

    @Override
    public String name() {
        return "lightning";
    }

    @Override
    public String intent() {
        return "session";
    }

    @Override
    public boolean keepsSessions() {
        return true;
    }

    @Override
    public boolean takesPlayMoney() {
        return network != LightningNetwork.MAINNET;
    }

    /** The deposit is what the terms suggest, or else as many units as {@link LightningSessionBuilder#depositUnits} says. */
    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        desk.closer().start();
        BigInteger price = satoshi(terms.price(), terms.amount(0));
        BigInteger deposit = terms.suggestedDeposit()
                .map(given -> satoshi(given, given.toAmount(0)))
                .orElseGet(() -> price.multiply(BigInteger.valueOf(depositUnits)));
        if (deposit.compareTo(price) < 0 || deposit.compareTo(ALL_BITCOIN) > 0) {
            throw new ConfigurationException("The deposit for the price " + terms.price() + " is " + deposit
                    + " satoshi; ask for at least one unit, and for no more than there is");
        }
        String description = terms.description().orElse("");
        if (description.getBytes(StandardCharsets.UTF_8).length > LONGEST_DESCRIPTION) {
            throw new ConfigurationException("The description of the price " + terms.price() + " is longer than the "
                    + LONGEST_DESCRIPTION + " bytes that an invoice holds; shorten it");
        }
        JsonObject.Builder request =
                JsonObject.builder().put("amount", price.toString()).put("currency", CURRENCY);
        terms.description().ifPresent(text -> request.put("description", text));
        terms.unit().ifPresent(unit -> request.put("unitType", unit));
        SessionRequest.describe(
                request, deposit.longValueExact(), rules.idleTimeout().toSeconds());
        InvoiceOrder order = new InvoiceOrder(deposit.longValueExact() * 1000, description, invoiceTerms.lifetime());
        return new LightningSessionOffer(invoices, order, request.build());
    }

    private static BigInteger satoshi(Price price, Amount amount) {
        price.currency().filter(unit -> !unit.equalsIgnoreCase(CURRENCY)).ifPresent(unit -> {
            throw new ConfigurationException("The price " + price
                    + " is not in satoshi, the only currency of this payment method; write it as a whole number of satoshi,"
                    + " such as \"1\"");
        });
        if (amount.isZero() || amount.baseUnits().compareTo(ALL_BITCOIN) > 0) {
            throw new ConfigurationException("The price " + price
                    + " can't be paid on Lightning; ask for at least 1 and at most " + ALL_BITCOIN + " satoshi");
        }
        return amount.baseUnits();
    }

    @Override
    public void issued(Challenge challenge) {
        Instant invoiceExpiry = InvoiceMaker.expiry(SessionRequest.invoice(challenge.request()));
        if (challenge.expiresAt().map(expires -> expires.isAfter(invoiceExpiry)).orElse(true)) {
            throw new ConfigurationException("Challenges live longer than their invoices, which live "
                    + invoiceTerms.lifetime()
                    + "; set the invoice lifetime of LightningSession to a minute more than the challenge lifetime");
        }
        challenges.keep(challenge, invoiceExpiry, false);
    }

    @Override
    public Optional<Challenge> recall(Challenge echoed) {
        return challenges.recall(echoed);
    }

    @Override
    public ProblemType problemType(ProblemType general) {
        return SessionProblems.named(general);
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            return read(attempt);
        } catch (ProtocolException malformed) {
            return SessionProblems.malformed(malformed.getMessage() + ".");
        } catch (IllegalArgumentException notHex) {
            return SessionProblems.malformed(
                    "Session ids, preimages and secrets have 64 lower-case hexadecimal digits.");
        }
    }

    private Verification read(PaymentAttempt attempt) {
        JsonObject payload = attempt.payload();
        String action = payload.requireString("action");
        return switch (action) {
            case "open" -> {
                Preimage preimage = Preimage.parse(payload.requireString("preimage"));
                String binding = OpenAction.binding(payload.string("bindingHash"));
                PaymentHash hash = SessionRequest.paymentHash(attempt.request());
                String returnInvoice = payload.requireString("returnInvoice");
                yield proven(preimage, hash, new OpenAction(desk, attempt, hash, returnInvoice, binding));
            }
            case "bearer", "close" -> {
                PaymentHash session = new PaymentHash(payload.requireString("sessionId"));
                Preimage preimage = Preimage.parse(payload.requireString("preimage"));
                Optional<Preimage> secret = OpenAction.secret(payload.string("bindingSecret"));
                SessionPayment payment = action.equals("close")
                        ? new CloseAction(desk, attempt, session, secret)
                        : new BearerAction(desk, attempt, session, secret);
                yield proven(preimage, session, payment);
            }
            case "topUp" -> {
                PaymentHash session = new PaymentHash(payload.requireString("sessionId"));
                Preimage preimage = Preimage.parse(payload.requireString("topUpPreimage"));
                PaymentHash deposit = SessionRequest.paymentHash(attempt.request());
                yield proven(preimage, deposit, new TopUpAction(desk, attempt, session, deposit));
            }
            default ->
                SessionProblems.malformed("The action of a session is \"open\", \"bearer\", \"topUp\" or \"close\".");
        };
    }

    private static Verification proven(Preimage preimage, PaymentHash hash, SessionPayment payment) {
        return preimage.isOf(hash) ? new Verification.InSession(payment) : SessionProblems.wrongPreimage();
    }

    /**
     * The books of a session.
     *
     * @param id the payment hash of its first deposit
     * @return as they are stored now, in satoshi
     * @throws org.mpp4j.store.StoreUnavailableException if the store can't be reached
     */
    public Optional<SessionAccount> account(PaymentHash id) {
        return desk.find(id);
    }

    /**
     * Looks now at sessions that are due, as it is done in the background by itself: closes what is idle, and brings refunds to
     * an end whose outcome isn't known. Blocks while the node pays.
     *
     * @return how many were looked at, 50 at most
     * @throws org.mpp4j.store.StoreUnavailableException if the store can't be reached
     */
    public int closeDue() {
        return desk.closer().run();
    }

    @Override
    public void checkConfiguration() {
        desk.closer().start();
        if (invoiceTerms.believesPreimages()) {
            LOG.log(
                    Level.WARNING,
                    "Lightning deposits are taken for a preimage alone, without asking the node whether they have arrived."
                            + " Whoever can read the node''s look-ups can then get in without paying.");
        }
    }

    /** Ends all streams that wait, and looks at nothing in the background any more. What is stored stays. */
    @Override
    public void close() {
        desk.close();
    }

    /** The network. */
    @Override
    public String toString() {
        return "LightningSession[" + network.identifier() + "]";
    }
}
