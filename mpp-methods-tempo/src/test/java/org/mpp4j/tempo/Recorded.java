package org.mpp4j.tempo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;

/** What mppx 0.11.0 and an anvil Tempo node said to each other, and transactions that node mined. */
public final class Recorded {

    private Recorded() {}

    public static JsonObject json(String name) {
        try (InputStream in = Recorded.class.getResourceAsStream("/tempo/" + name + ".json")) {
            return JsonObject.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static Credential credential(String name) {
        return Credential.parse(PaymentAuthorization.tokens(List.of(json(name).requireString("authorization")))
                .get(0));
    }

    /** A mined transaction; {@code signature} is the kind as the node names it. */
    public record Transaction(String name, String raw, String hash, String sender, String signature) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static Transaction transaction(String name) {
        return transactions().stream()
                .filter(mined -> mined.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public static List<Transaction> transactions() {
        return json("transactions").objects("transactions").stream()
                .map(json -> new Transaction(
                        json.requireString("name"),
                        json.requireString("raw"),
                        json.requireString("hash"),
                        json.requireString("sender"),
                        json.requireString("signature")))
                .toList();
    }
}
