package org.mpp4j.lightning.node;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.protocol.JsonObject;

/** LNbits: one path for everything. */
final class LnbitsFront extends NodeFront {

    LnbitsFront(Wallet wallet) {
        super(wallet, null);
    }

    @Override
    public LightningBackend backend() {
        return LightningBackend.LNBITS;
    }

    @Override
    boolean isAuthorized(HttpExchange http) {
        return CREDENTIAL.equals(http.getRequestHeaders().getFirst("X-Api-Key"));
    }

    @Override
    JsonObject answer(String call, String body) {
        if (call.equals("POST /api/v1/payments")) {
            JsonObject json = JsonObject.parse(body);
            return json.bool("out").get() ? pay(json) : create(json);
        }
        if (call.startsWith("GET /api/v1/payments/")) {
            PaymentHash hash = lastPart(call);
            InvoiceState state = wallet.state(hash);
            Optional<Preimage> preimage = wallet.preimage(hash);
            // What this wallet paid itself is among its payments, too.
            boolean paid = state == InvoiceState.SETTLED || state == InvoiceState.UNKNOWN && preimage.isPresent();
            return state == InvoiceState.UNKNOWN && !paid
                    ? null
                    : JsonObject.builder()
                            .put("paid", paid)
                            .put("status", paid ? "success" : "pending")
                            .put("preimage", preimage.map(Preimage::reveal).orElse(""))
                            .build();
        }
        return null;
    }

    private JsonObject create(JsonObject json) {
        Wallet.Issued issued = wallet.create(
                json.integer("amount").getAsLong() * 1000,
                json.requireString("memo"),
                Duration.ofSeconds(json.integer("expiry").getAsLong()));
        return JsonObject.builder()
                .put("payment_hash", issued.hash().hex())
                .put("bolt11", issued.bolt11())
                .put("checking_id", HexFormat.of().formatHex(issued.hash().bytes()))
                .build();
    }

    private JsonObject pay(JsonObject json) {
        return wallet.pay(json.requireString("bolt11"), Duration.ofSeconds(10)) instanceof PaymentResult.Paid paid
                ? JsonObject.builder()
                        .put("payment_hash", paid.preimage().hash().hex())
                        .build()
                : null;
    }
}
