package org.mpp4j.lightning;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import org.mpp4j.client.Demand;
import org.mpp4j.client.Payer;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.internal.charge.ChargeRequest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/**
 * The other side of a {@link LightningCharge}: pays the invoice of a challenge, and answers with the preimage. Whether the
 * price is right is for the caller to decide; what a payment may cost besides is limited here. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class LightningPayer implements Payer {

    private static final BigInteger MILLISATOSHI = BigInteger.valueOf(1000);

    private final LightningNode node;
    private final LightningNetwork network;
    private final long maxFee;
    private final Duration deadline;
    private final InstantSource clock;

    private LightningPayer(
            LightningNode node, LightningNetwork network, long maxFee, Duration deadline, InstantSource clock) {
        this.node = node;
        this.network = network;
        this.maxFee = maxFee;
        this.deadline = deadline;
        this.clock = clock;
    }

    /**
     * A payer that spends at most 5 satoshi on fees and 30 seconds on each payment.
     *
     * @param node that pays
     * @param network that it is on
     * @return the payer
     */
    public static LightningPayer with(LightningNode node, LightningNetwork network) {
        return new LightningPayer(node, network, 5000, Duration.ofSeconds(30), InstantSource.system());
    }

    /**
     * This payer with another limit for the fees of a payment.
     *
     * @param millisatoshi not negative
     * @return a copy
     */
    public LightningPayer maxFee(long millisatoshi) {
        return new LightningPayer(node, network, millisatoshi, deadline, clock);
    }

    /**
     * This payer with another deadline for a payment.
     *
     * @param time positive
     * @return a copy
     */
    public LightningPayer deadline(Duration time) {
        return new LightningPayer(node, network, maxFee, time, clock);
    }

    /**
     * This payer with another clock.
     *
     * @param source tells whether an invoice has expired
     * @return a copy
     */
    public LightningPayer clock(InstantSource source) {
        return new LightningPayer(node, network, maxFee, deadline, source);
    }

    @Override
    public String method() {
        return "lightning";
    }

    /**
     * Whether this payer could answer a challenge: a charge on its network, whose invoice is what the challenge says.
     *
     * @param challenge that a server sent
     * @return true if {@link #pay} can be called with it
     */
    @Override
    public boolean canAnswer(Challenge challenge) {
        try {
            return problem(challenge).isEmpty();
        } catch (ProtocolException malformed) {
            return false;
        }
    }

    /**
     * What answering a challenge pays, without the fees of the network, which {@link #maxFee} limits.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return the amount in satoshi; the recipient is the public key of the node that made the invoice, in lower-case
     *     hexadecimal digits
     * @throws ProtocolException if the request isn't that of a charge on Lightning
     */
    @Override
    public Demand demand(Challenge challenge) {
        PaymentRequest request = challenge.request();
        try {
            Invoice invoice = Invoice.decode(ChargeRequest.invoice(request));
            return new Demand(method(), request.currency(), request.amount(), List.of(invoice.payee()));
        } catch (InvalidInvoiceException invalid) {
            throw new ProtocolException("The challenge has no invoice that is one");
        }
    }

    /**
     * Pays.
     *
     * @param challenge that a server sent
     * @return the answer to it
     * @throws LightningPaymentException if there is no preimage
     * @throws ProtocolException if the request isn't that of a charge on Lightning
     */
    @Override
    public Credential pay(Challenge challenge) {
        String problem = problem(challenge);
        if (!problem.isEmpty()) {
            throw new LightningPaymentException(problem, false);
        }
        PaymentRequest request = challenge.request();
        PaymentResult result = node.pay(new PaymentOrder(ChargeRequest.invoice(request), maxFee, deadline));
        if (result instanceof PaymentResult.Failed failed) {
            throw new LightningPaymentException(failed.reason(), false);
        }
        if (result instanceof PaymentResult.Unclear unclear) {
            throw new LightningPaymentException(unclear.reason(), true);
        }
        Preimage preimage = ((PaymentResult.Paid) result).preimage();
        return Credential.of(
                challenge,
                JsonObject.builder().put("preimage", preimage.reveal()).build());
    }

    /** Why a challenge can't be paid, or nothing. */
    private String problem(Challenge challenge) {
        if (!challenge.method().equals("lightning") || !challenge.intent().equals("charge")) {
            return "The challenge isn't a charge on Lightning";
        }
        PaymentRequest request = challenge.request();
        Invoice invoice;
        try {
            invoice = Invoice.decode(ChargeRequest.invoice(request));
        } catch (InvalidInvoiceException invalid) {
            return "The challenge has no invoice that is one";
        }
        JsonObject details = request.methodDetails();
        String named = details.string("network").orElse(LightningNetwork.MAINNET.identifier());
        if (!invoice.currency().equals(network.prefix()) || !named.equals(network.identifier())) {
            return "The challenge is for another network";
        }
        BigInteger asked = request.amount().baseUnits().multiply(MILLISATOSHI);
        OptionalLong invoiced = invoice.amount();
        if (!request.currency().equals("sat")
                || invoiced.isEmpty()
                || !asked.equals(BigInteger.valueOf(invoiced.getAsLong()))) {
            return "The invoice asks for another amount than the challenge";
        }
        if (!details.string("paymentHash")
                .orElse(invoice.paymentHash().hex())
                .equals(invoice.paymentHash().hex())) {
            return "The invoice has another payment hash than the challenge";
        }
        Instant now = clock.instant();
        boolean over =
                challenge.expiresAt().map(expiry -> !now.isBefore(expiry)).orElse(false);
        return over || !now.isBefore(invoice.expiresAt()) ? "The challenge has expired" : "";
    }

    /** The network. */
    @Override
    public String toString() {
        return "LightningPayer[" + network.identifier() + "]";
    }
}
