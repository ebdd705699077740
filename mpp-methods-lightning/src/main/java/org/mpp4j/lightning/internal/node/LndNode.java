package org.mpp4j.lightning.internal.node;

import java.util.Base64;
import java.util.Locale;
import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/** LND over REST. */
public final class LndNode implements LightningNode {

    private static final int GRPC_NOT_FOUND = 5;

    private final NodeHttp http;

    /** A node whose credential is a macaroon in hexadecimal digits. */
    public LndNode(NodeConnection connection) {
        this.http = new NodeHttp(
                connection,
                "Grpc-Metadata-macaroon",
                connection.revealCredential().toLowerCase(Locale.ROOT));
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        JsonObject request = JsonObject.builder()
                .put("value_msat", Long.toString(order.millisatoshi()))
                .put("memo", order.description())
                .put("expiry", Long.toString(order.expiry().toSeconds()))
                .build();
        return Answers.read(
                http.post("/v1/invoices", request),
                json -> new CreatedInvoice(
                        json.requireString("payment_request"),
                        PaymentHash.of(Base64.getDecoder().decode(json.requireString("r_hash")))));
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        NodeAnswer answer = http.get("/v1/invoice/" + paymentHash);
        if (Answers.isNotFound(answer)) {
            return InvoiceState.UNKNOWN;
        }
        return Answers.read(answer, json -> switch (json.requireString("state")) {
            case "OPEN" -> InvoiceState.OPEN;
            case "ACCEPTED" -> InvoiceState.HELD;
            case "SETTLED" -> InvoiceState.SETTLED;
            case "CANCELED" -> InvoiceState.CANCELED;
            default -> throw new IllegalArgumentException("A state that isn't known");
        });
    }

    @Override
    public PaymentResult pay(PaymentOrder order) {
        long seconds = Math.max(1, order.deadline().toSeconds());
        JsonObject.Builder request = JsonObject.builder()
                .put("payment_request", order.bolt11())
                // Without it LND takes only routes that cost nothing.
                .put("fee_limit_msat", Long.toString(order.maxFeeMillisatoshi()))
                .put("timeout_seconds", seconds)
                .put("no_inflight_updates", true);
        order.millisatoshi().ifPresent(amount -> request.put("amt_msat", Long.toString(amount)));
        return Answers.payment(
                http.post("/v2/router/send", request.build(), order.deadline().plusSeconds(1)), LndNode::outcome);
    }

    @Override
    public boolean knowsOpenAmounts() {
        return true;
    }

    @Override
    public OutgoingState lookUpPayment(PaymentHash paymentHash) {
        String hash = Base64.getUrlEncoder().encodeToString(paymentHash.bytes());
        NodeAnswer answer = http.get("/v2/router/track/" + hash + "?no_inflight_updates=true");
        if (Answers.isNotFound(answer)) {
            return saysNotFound(answer) ? OutgoingState.NOT_SENT : OutgoingState.UNKNOWN;
        }
        return Answers.readLast(
                answer, json -> switch (json.requireObject("result").requireString("status")) {
                    case "SUCCEEDED" -> OutgoingState.PAID;
                    case "FAILED" -> OutgoingState.NOT_SENT;
                    default -> OutgoingState.PENDING;
                });
    }

    /** Whether it was LND that found nothing, not a proxy on the way to it: then it says so with gRPC's code, too. */
    private static boolean saysNotFound(NodeAnswer answer) {
        try {
            JsonObject json = ((NodeAnswer.Answered) answer).json();
            return json.object("error").orElse(json).integer("code").orElse(0) == GRPC_NOT_FOUND;
        } catch (ProtocolException notJson) {
            return false;
        }
    }

    private static PaymentResult outcome(NodeAnswer.Answered answered) {
        JsonObject line = answered.lastLine();
        if (line.value("error") != null) {
            // Also said of a payment that was made before, or is on its way.
            return new PaymentResult.Unclear("The node refused to pay the invoice");
        }
        JsonObject result = line.requireObject("result");
        return switch (result.requireString("status")) {
            case "SUCCEEDED" -> Answers.paid(result.requireString("payment_preimage"));
            case "FAILED" -> new PaymentResult.Failed("The node found no way to pay the invoice");
            default -> new PaymentResult.Unclear("The payment is still on its way");
        };
    }
}
