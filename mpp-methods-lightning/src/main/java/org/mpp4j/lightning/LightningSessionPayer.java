package org.mpp4j.lightning;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.internal.session.SessionRequest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/**
 * The other side of a {@link LightningSession}: pays deposits, and makes the invoice that gets the rest back
 * (draft-lightning-session section "Credential Schema"). Immutable and thread-safe; what it opens has a state of its own.
 *
 * <pre>{@code
 * PaidSession session = LightningSessionPayer.with(node, network).limit(1000).open(challenge);
 * send(request, session.credential(challenge)); // once for each request
 * send(request, session.topUp(anotherChallenge)); // when a stream asks for it
 * send(request, session.close(challenge));
 * }</pre>
 *
 * @since 0.1
 */
public final class LightningSessionPayer {

    private static final BigInteger MILLISATOSHI = BigInteger.valueOf(1000);
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A deposit that is shown too late is lost; so much has to be left when a payment took as long as it may. */
    private static final Duration TIME_TO_SHOW = Duration.ofSeconds(10);

    private final LightningNode node;
    private final LightningNetwork network;
    private final InstantSource clock;
    private final long maxFee;
    private final long limit;
    private final Duration deadline;
    private final Duration returnLifetime;

    private LightningSessionPayer(
            LightningNode node,
            LightningNetwork network,
            InstantSource clock,
            long maxFee,
            long limit,
            Duration deadline,
            Duration returnLifetime) {
        this.node = node;
        this.network = network;
        this.clock = clock;
        this.maxFee = maxFee;
        this.limit = limit;
        this.deadline = deadline;
        this.returnLifetime = returnLifetime;
    }

    /**
     * A payer that deposits nothing until it gets a {@link #limit}, spends at most 5 satoshi on the fees and 30 seconds on each
     * deposit, and whose return invoices can be paid for 30 days.
     *
     * @param node that pays, and is paid back
     * @param network that it is on
     * @return the payer
     */
    public static LightningSessionPayer with(LightningNode node, LightningNetwork network) {
        return new LightningSessionPayer(
                node, network, InstantSource.system(), 5000, 0, Duration.ofSeconds(30), Duration.ofDays(30));
    }

    /**
     * This payer with a limit for all deposits of a session together, without the fees.
     *
     * @param satoshi not negative
     * @return a copy
     */
    public LightningSessionPayer limit(long satoshi) {
        return new LightningSessionPayer(node, network, clock, maxFee, satoshi, deadline, returnLifetime);
    }

    /**
     * This payer with another limit for the fees of a deposit.
     *
     * @param millisatoshi not negative
     * @return a copy
     */
    public LightningSessionPayer maxFee(long millisatoshi) {
        return new LightningSessionPayer(node, network, clock, millisatoshi, limit, deadline, returnLifetime);
    }

    /**
     * This payer with another deadline for a deposit.
     *
     * @param time positive
     * @return a copy
     */
    public LightningSessionPayer deadline(Duration time) {
        return new LightningSessionPayer(node, network, clock, maxFee, limit, time, returnLifetime);
    }

    /**
     * This payer with return invoices of another lifetime, for nodes that make only those.
     *
     * @param time whole seconds, longer than the idle timeout of servers
     * @return a copy
     */
    public LightningSessionPayer returnLifetime(Duration time) {
        return new LightningSessionPayer(node, network, clock, maxFee, limit, deadline, time);
    }

    /**
     * This payer with another clock.
     *
     * @param source tells whether a challenge has expired
     * @return a copy
     */
    public LightningSessionPayer clock(InstantSource source) {
        return new LightningSessionPayer(node, network, source, maxFee, limit, deadline, returnLifetime);
    }

    /**
     * Whether this payer could open a session with a challenge. Pays nothing.
     *
     * @param challenge that a server sent
     * @return true if it is for a session on its network whose deposit is what the challenge says and within the limit
     */
    public boolean canOpen(Challenge challenge) {
        try {
            requirePayable(challenge, 0);
            return true;
        } catch (LightningPaymentException | ProtocolException no) {
            return false;
        }
    }

    /**
     * Opens a session: makes the return invoice, and pays the deposit. It is open at the server when the first
     * {@link PaidSession#credential} has been sent.
     *
     * @param challenge that a server sent
     * @return the session
     * @throws LightningPaymentException if there is no preimage, or it would cost more than the limit
     * @throws NodeUnavailableException if the node makes no return invoice; nothing was paid then
     * @throws ProtocolException if the challenge isn't that of a session on Lightning
     */
    public PaidSession open(Challenge challenge) {
        requirePayable(challenge, 0);
        String returnInvoice = node.createInvoice(new InvoiceOrder(0, "What is left of a session", returnLifetime))
                .bolt11();
        byte[] secret = new byte[32];
        RANDOM.nextBytes(secret);
        Deposit deposit = pay(challenge, 0);
        return new PaidSession(this, challenge, deposit, returnInvoice, Preimage.of(secret));
    }

    /** A deposit that is paid. */
    record Deposit(Preimage preimage, long satoshi) {}

    /** Pays the deposit of a challenge, if that is within the limit after all that was deposited before. */
    Deposit pay(Challenge challenge, long before) {
        long satoshi = requirePayable(challenge, before);
        PaymentResult result =
                node.pay(new PaymentOrder(SessionRequest.invoice(challenge.request()), maxFee, deadline));
        if (result instanceof PaymentResult.Failed failed) {
            throw new LightningPaymentException(failed.reason(), false);
        }
        if (result instanceof PaymentResult.Unclear unclear) {
            throw new LightningPaymentException(unclear.reason(), true);
        }
        return new Deposit(((PaymentResult.Paid) result).preimage(), satoshi);
    }

    /** The deposit in satoshi. */
    private long requirePayable(Challenge challenge, long before) {
        require(
                challenge.method().equals("lightning") && challenge.intent().equals("session"),
                "The challenge isn't for a session on Lightning");
        PaymentRequest request = challenge.request();
        Invoice invoice;
        try {
            invoice = Invoice.decode(SessionRequest.invoice(request));
        } catch (InvalidInvoiceException invalid) {
            throw new LightningPaymentException("The challenge has no invoice that is one", false);
        }
        require(invoice.currency().equals(network.prefix()), "The challenge is for another network");
        require(
                invoice.paymentHash().equals(SessionRequest.paymentHash(request)),
                "The invoice has another payment hash than the challenge");
        OptionalLong amount = invoice.amount();
        require(
                request.currency().equals("sat") && amount.orElse(1) % MILLISATOSHI.intValue() == 0,
                "The invoice isn't for whole satoshi");
        BigInteger deposit = BigInteger.valueOf(amount.orElse(0)).divide(MILLISATOSHI);
        require(
                request.json()
                        .string("depositAmount")
                        .orElse(deposit.toString())
                        .equals(deposit.toString()),
                "The invoice asks for another amount than the challenge");
        require(deposit.compareTo(request.amount().baseUnits()) >= 0, "The deposit is less than one unit");
        require(
                deposit.add(BigInteger.valueOf(before)).compareTo(BigInteger.valueOf(limit)) <= 0,
                "The deposit is beyond the limit of " + limit + " sat for the session");
        Instant latest = clock.instant().plus(deadline).plus(TIME_TO_SHOW);
        require(
                challenge.expiresAt().map(latest::isBefore).orElse(true) && latest.isBefore(invoice.expiresAt()),
                "The challenge has expired, or is about to");
        return deposit.longValueExact();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new LightningPaymentException(otherwise, false);
        }
    }

    /** The network. */
    @Override
    public String toString() {
        return "LightningSessionPayer[" + network.identifier() + "]";
    }
}
