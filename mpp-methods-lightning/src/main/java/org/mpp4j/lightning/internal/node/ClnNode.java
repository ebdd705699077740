package org.mpp4j.lightning.internal.node;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

/** Core Lightning over clnrest. */
public final class ClnNode implements LightningNode {

    private final NodeHttp http;

    /** A node whose credential is a rune. */
    public ClnNode(NodeConnection connection) {
        this.http = new NodeHttp(connection, "Rune", connection.revealCredential());
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        JsonObject.Builder request = order.millisatoshi() == 0
                ? JsonObject.builder().put("amount_msat", "any")
                : JsonObject.builder().put("amount_msat", order.millisatoshi());
        request
                // Core Lightning refuses a label that it has seen before.
                .put("label", "mpp-" + UUID.randomUUID())
                .put("description", order.description())
                .put("expiry", order.expiry().toSeconds());
        return Answers.read(
                http.post("/v1/invoice", request.build()),
                json -> new CreatedInvoice(
                        json.requireString("bolt11"), new PaymentHash(json.requireString("payment_hash"))));
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        JsonObject request =
                JsonObject.builder().put("payment_hash", paymentHash.hex()).build();
        return Answers.read(http.post("/v1/listinvoices", request), json -> {
            List<JsonObject> invoices = json.objects("invoices");
            return invoices.isEmpty() ? InvoiceState.UNKNOWN : state(invoices.get(0), paymentHash);
        });
    }

    private static InvoiceState state(JsonObject invoice, PaymentHash paymentHash) {
        if (!invoice.requireString("payment_hash").equals(paymentHash.hex())) {
            throw new IllegalArgumentException("Another invoice than was asked for");
        }
        return switch (invoice.requireString("status")) {
            case "unpaid" -> InvoiceState.OPEN;
            case "paid" -> InvoiceState.SETTLED;
            case "expired" -> InvoiceState.CANCELED;
            default -> throw new IllegalArgumentException("A status that isn't known");
        };
    }

    @Override
    public PaymentResult pay(PaymentOrder order) {
        JsonObject.Builder request = JsonObject.builder()
                .put("invstring", order.bolt11())
                .put("maxfee", order.maxFeeMillisatoshi())
                .put("retry_for", Math.max(1, order.deadline().toSeconds()));
        order.millisatoshi().ifPresent(amount -> request.put("amount_msat", amount));
        // clnrest answers every error of a command with a status of its own, also one that leaves a payment on its way.
        NodeAnswer answer =
                http.post("/v1/xpay", request.build(), order.deadline().plusSeconds(1));
        return Answers.payment(answer, answered -> Answers.paid(answered.json().requireString("payment_preimage")));
    }

    @Override
    public boolean knowsOpenAmounts() {
        return true;
    }

    @Override
    public OutgoingState lookUpPayment(PaymentHash paymentHash) {
        JsonObject request =
                JsonObject.builder().put("payment_hash", paymentHash.hex()).build();
        return Answers.read(http.post("/v1/listpays", request), json -> {
            Set<String> states = json.objects("pays").stream()
                    .map(payment -> payment.requireString("status"))
                    .collect(Collectors.toSet());
            if (states.contains("complete")) {
                return OutgoingState.PAID;
            }
            return states.isEmpty() || states.equals(Set.of("failed")) ? OutgoingState.NOT_SENT : OutgoingState.PENDING;
        });
    }
}
