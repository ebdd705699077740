package org.mpp4j.lightning.internal.session;

import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/** The request of a session (draft-lightning-session section "Challenge Request"). */
public final class SessionRequest {

    private static final String INVOICE = "depositInvoice";
    private static final String PAYMENT_HASH = "paymentHash";
    private static final String DEPOSIT = "depositAmount";
    private static final String IDLE_TIMEOUT = "idleTimeout";

    private SessionRequest() {}

    /** A request without an invoice, with one. */
    public static PaymentRequest with(JsonObject withoutInvoice, InvoiceMaker.Made made) {
        return PaymentRequest.of(withoutInvoice.toBuilder()
                .put(INVOICE, made.bolt11())
                .put(PAYMENT_HASH, made.invoice().paymentHash().hex())
                .build());
    }

    /** Adds what the client is told besides the price. */
    public static void describe(JsonObject.Builder request, long depositSatoshi, long idleSeconds) {
        request.put(DEPOSIT, Long.toString(depositSatoshi)).put(IDLE_TIMEOUT, Long.toString(idleSeconds));
    }

    /**
     * The invoice.
     *
     * @throws ProtocolException if there is none
     */
    public static String invoice(PaymentRequest request) {
        return request.json().requireString(INVOICE);
    }

    /** The invoice of a request that is authentic, decoded. */
    public static Invoice decodedInvoice(PaymentRequest request) {
        try {
            return Invoice.decode(invoice(request));
        } catch (InvalidInvoiceException notOurs) {
            throw new ProtocolException("The request has no deposit invoice that is one");
        }
    }

    /**
     * The payment hash, which this server always sends.
     *
     * @throws ProtocolException if there is none
     */
    public static PaymentHash paymentHash(PaymentRequest request) {
        try {
            return new PaymentHash(request.json().requireString(PAYMENT_HASH));
        } catch (IllegalArgumentException notOne) {
            throw new ProtocolException("The payment hash of the request has another form");
        }
    }

    /** The names of what may differ from challenge to challenge: what of it counts is read from the invoice. */
    public static String[] perChallenge() {
        return new String[] {INVOICE, PAYMENT_HASH, DEPOSIT, IDLE_TIMEOUT};
    }
}
