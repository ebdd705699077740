package org.mpp4j.lightning.internal.node;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.protocol.JsonObject;

/** phoenixd. Its look-up also tells the preimage, paid or not, so that "paid" is the only proof; the preimage isn't read. */
public final class PhoenixdNode implements LightningNode {

    private static final int LONGEST_DESCRIPTION = 128;

    private final NodeHttp http;

    /** A node whose credential is the password of its HTTP interface. */
    public PhoenixdNode(NodeConnection connection) {
        String user = ":" + connection.revealCredential();
        this.http = new NodeHttp(
                connection,
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        Map<String, String> form = new LinkedHashMap<>();
        if (order.millisatoshi() > 0) {
            form.put("amountSat", Long.toString(order.wholeSatoshi()));
        }
        form.put("description", shortened(order.description()));
        form.put("expirySeconds", Long.toString(order.expiry().toSeconds()));
        return Answers.read(
                http.postForm("/createinvoice", form),
                json -> new CreatedInvoice(
                        json.requireString("serialized"), new PaymentHash(json.requireString("paymentHash"))));
    }

    /** phoenixd counts as Java does; a character of two halves isn't cut in the middle. */
    private static String shortened(String text) {
        if (text.length() <= LONGEST_DESCRIPTION) {
            return text;
        }
        boolean cutsACharacter = Character.isHighSurrogate(text.charAt(LONGEST_DESCRIPTION - 1));
        return text.substring(0, cutsACharacter ? LONGEST_DESCRIPTION - 1 : LONGEST_DESCRIPTION);
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        NodeAnswer answer = http.get("/payments/incoming/" + paymentHash);
        if (Answers.isNotFound(answer)) {
            return InvoiceState.UNKNOWN;
        }
        return Answers.read(answer, json -> {
            if (!json.requireString("paymentHash").equals(paymentHash.hex())) {
                throw new IllegalArgumentException("Another invoice than was asked for");
            }
            return json.bool("isPaid").orElseThrow(IllegalArgumentException::new) ? InvoiceState.SETTLED : unpaid(json);
        });
    }

    private static InvoiceState unpaid(JsonObject json) {
        return json.bool("isExpired").orElse(false) ? InvoiceState.CANCELED : InvoiceState.OPEN;
    }

    /** phoenixd takes no fee limit, because it takes a fixed fee: 0.4 percent and 4 satoshi. */
    @Override
    public PaymentResult pay(PaymentOrder order) {
        if (fee(order) > order.maxFeeMillisatoshi()) {
            return new PaymentResult.Failed("The fee of phoenixd, 0.4 percent and 4 satoshi, is above the limit");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("invoice", order.bolt11());
        if (order.millisatoshi().isPresent()) {
            long amount = order.millisatoshi().getAsLong();
            if (amount % 1000 != 0) {
                return new PaymentResult.Failed("This node pays whole satoshi only");
            }
            form.put("amountSat", Long.toString(amount / 1000));
        }
        NodeAnswer answer = http.postForm("/payinvoice", form, order.deadline());
        return Answers.payment(answer, PhoenixdNode::outcome);
    }

    @Override
    public boolean knowsOpenAmounts() {
        return true;
    }

    /** What isn't paid may have failed, or be on its way; phoenixd doesn't tell which. */
    @Override
    public OutgoingState lookUpPayment(PaymentHash paymentHash) {
        NodeAnswer answer = http.get("/payments/outgoingbyhash/" + paymentHash);
        if (Answers.isNotFound(answer)) {
            return OutgoingState.NOT_SENT;
        }
        return Answers.read(
                answer,
                json -> json.bool("isPaid").orElseThrow(IllegalArgumentException::new)
                        ? OutgoingState.PAID
                        : OutgoingState.PENDING);
    }

    private static long fee(PaymentOrder order) {
        try {
            OptionalLong amount = Invoice.decode(order.bolt11()).amount();
            return (amount.isPresent() ? amount : order.millisatoshi()).orElse(0) / 1000 * 4 + 4000;
        } catch (InvalidInvoiceException notOne) {
            return Long.MAX_VALUE;
        }
    }

    /** Failures come without an error status. */
    private static PaymentResult outcome(NodeAnswer.Answered answered) {
        JsonObject json = answered.json();
        if (json.string("paymentPreimage").isPresent()) {
            return Answers.paid(json.requireString("paymentPreimage"));
        }
        String reason = json.requireString("reason").toLowerCase(Locale.ROOT);
        return reason.contains("already") || reason.contains("pending")
                ? new PaymentResult.Unclear("The node has this payment already")
                : new PaymentResult.Failed("The node found no way to pay the invoice");
    }
}
