package org.mpp4j.testkit;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;

/** How a transfer is written between a {@link SandboxBank} and its customers. */
final class SandboxBankWire {

    static final String PATH = "/transfers";

    private SandboxBankWire() {}

    static String pathOf(String challengeId) {
        return PATH + "/" + URLEncoder.encode(challengeId, StandardCharsets.UTF_8);
    }

    static String challengeIdIn(String rawPath) {
        return URLDecoder.decode(rawPath.substring(PATH.length() + 1), StandardCharsets.UTF_8);
    }

    static JsonObject write(SandboxLedger.Entry transfer) {
        return JsonObject.builder()
                .put("payer", transfer.payer())
                .put("amount", transfer.amount().toString())
                .put("settledAt", transfer.settledAt().toString())
                .build();
    }

    /** Throws a {@link RuntimeException} if that isn't a transfer. */
    static SandboxLedger.Entry read(String challengeId, JsonObject transfer) {
        return new SandboxLedger.Entry(
                challengeId,
                transfer.requireString("payer"),
                Amount.parse(transfer.requireString("amount")),
                Instant.parse(transfer.requireString("settledAt")));
    }
}
