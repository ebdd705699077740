package org.mpp4j.lightning.internal.charge;

import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;

/** The request of a charge (draft-lightning-charge section "Request Schema"). */
public final class ChargeRequest {

    private static final String INVOICE = "invoice";
    private static final String PAYMENT_HASH = "paymentHash";

    private ChargeRequest() {}

    /** A request without an invoice, with one. */
    public static PaymentRequest with(JsonObject withoutInvoice, InvoiceMaker.Made made, LightningNetwork network) {
        return PaymentRequest.of(withoutInvoice.toBuilder()
                .put(
                        "methodDetails",
                        details(network)
                                .put(INVOICE, made.bolt11())
                                .put(PAYMENT_HASH, made.invoice().paymentHash().hex())
                                .build())
                .build());
    }

    /** What all invoices of a network have in common. */
    public static JsonObject.Builder details(LightningNetwork network) {
        return JsonObject.builder().put("network", network.identifier());
    }

    /**
     * The invoice.
     *
     * @throws ProtocolException if there is none
     */
    public static String invoice(PaymentRequest request) {
        return request.methodDetails().requireString(INVOICE);
    }

    /**
     * The payment hash, which this server always sends.
     *
     * @throws ProtocolException if there is none
     */
    public static PaymentHash paymentHash(PaymentRequest request) {
        try {
            return new PaymentHash(request.methodDetails().requireString(PAYMENT_HASH));
        } catch (IllegalArgumentException notOne) {
            throw new ProtocolException("The payment hash of the request has another form");
        }
    }

    /** The names of what differs from challenge to challenge. */
    public static String[] perChallenge() {
        return new String[] {"methodDetails." + INVOICE, "methodDetails." + PAYMENT_HASH};
    }
}
