package org.mpp4j.lightning.internal.node;

import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.protocol.JsonObject;

/**
 * A wallet on LNbits. Its look-up tells anybody who knows a payment hash the preimage, so that "paid" is the only proof; the
 * preimage isn't read.
 */
public final class LnbitsNode implements LightningNode {

    private static final String PAYMENTS = "/api/v1/payments";

    private final NodeHttp http;

    /** A wallet whose credential is its invoice key, or to pay, its admin key. */
    public LnbitsNode(NodeConnection connection) {
        this.http = new NodeHttp(connection, "X-Api-Key", connection.revealCredential());
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        if (order.millisatoshi() == 0) {
            throw new NodeUnavailableException("LNbits makes no invoices without an amount");
        }
        JsonObject request = JsonObject.builder()
                .put("out", false)
                .put("unit", "sat")
                .put("amount", order.wholeSatoshi())
                .put("memo", order.description())
                .put("expiry", order.expiry().toSeconds())
                .build();
        return Answers.read(
                http.post(PAYMENTS, request),
                json -> new CreatedInvoice(
                        // The first versions call it payment_request.
                        json.string("bolt11").orElseGet(() -> json.requireString("payment_request")),
                        new PaymentHash(json.requireString("payment_hash"))));
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        NodeAnswer answer = http.get(PAYMENTS + "/" + paymentHash);
        if (Answers.isNotFound(answer)) {
            return InvoiceState.UNKNOWN;
        }
        return Answers.read(
                answer,
                json -> json.bool("paid").orElseThrow(IllegalArgumentException::new)
                        ? InvoiceState.SETTLED
                        : InvoiceState.OPEN);
    }

    /** LNbits takes no fee limit: its operator sets a reserve. */
    @Override
    public PaymentResult pay(PaymentOrder order) {
        if (order.millisatoshi().isPresent()) {
            return new PaymentResult.Failed("LNbits pays no invoices without an amount");
        }
        JsonObject request = JsonObject.builder()
                .put("out", true)
                .put("bolt11", order.bolt11())
                .build();
        NodeAnswer answer = http.post(PAYMENTS, request, order.deadline());
        return Answers.payment(answer, this::outcome);
    }

    /** Making the payment tells its hash; the preimage, which is only the payer's own here, comes with the look-up. */
    private PaymentResult outcome(NodeAnswer.Answered answered) {
        PaymentHash hash = new PaymentHash(answered.json().requireString("payment_hash"));
        try {
            return Answers.read(
                    http.get(PAYMENTS + "/" + hash),
                    json -> json.bool("paid").orElse(false)
                            ? Answers.paid(json.requireString("preimage"))
                            : new PaymentResult.Unclear("The payment is still on its way"));
        } catch (NodeUnavailableException silent) {
            return new PaymentResult.Unclear("The node doesn't tell what became of the payment");
        }
    }
}
