package org.mpp4j.interop;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

/** The SDK mppx and Alby's client for Lightning, as they are published, run by Node in a process of its own. */
final class Mppx implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Program node;

    private Mppx(Program node) {
        this.node = node;
    }

    static Mppx start() {
        return new Mppx(Program.start(
                "mppx",
                NodeModules.SCRIPTS,
                NodeModules.environment(),
                List.of(NodeModules.node().toString(), "main.mjs")));
    }

    /** A client that pays with that account, on that chain. */
    Payer payer(Account account, long chainId, URI tempoNode) {
        return new Payer(JsonObject.builder()
                .put("key", account.key())
                .put("chainId", chainId)
                .put("node", tempoNode.toString())
                .build());
    }

    final class Payer {

        private final JsonObject settings;

        private Payer(JsonObject settings) {
            this.settings = settings;
        }

        /** This client, able to pay through these rails. */
        Payer with(String... rails) {
            return new Payer(settings.toBuilder().put("wallets", List.of(rails)).build());
        }

        /** This client, telling servers that it likes one of its rails better than the others. */
        Payer preferring(String rail) {
            return new Payer(settings.toBuilder().put("favorite", rail).build());
        }

        /** The same, but it sends its transactions itself. */
        Payer pushing() {
            return new Payer(settings.toBuilder().put("mode", "push").build());
        }

        /** The same account, but that access key signs for it. */
        Payer signingWith(Account accessKey) {
            return new Payer(
                    settings.toBuilder().put("accessKey", accessKey.key()).build());
        }

        /** The account that the same key has as one of the curve P-256. */
        Payer onP256() {
            return new Payer(settings.toBuilder().put("p256", true).build());
        }

        /** Requests, pays, and requests again, all of it by mppx. */
        Purchase buy(String method, URI url) {
            return buy(task("buy").put("method", method).put("url", url.toString()));
        }

        Purchase buy(String method, URI url, String body) {
            return buy(
                    task("buy").put("method", method).put("url", url.toString()).put("body", body));
        }

        private Purchase buy(JsonObject.Builder task) {
            return purchase(ask(task));
        }

        /** The Authorization with which mppx would pay, sent to nobody. */
        String authorizationFor(Answer paymentRequired) {
            return authorize("authorize", paymentRequired.challengeFields());
        }

        /** The same, for a challenge that mppx wouldn't pay as it has expired. */
        String authorizationForExpired(String challengeField) {
            return authorize("authorizeExpired", List.of(challengeField));
        }

        private String authorize(String task, List<String> challengeFields) {
            String authorization =
                    ask(task(task).put("challenges", challengeFields)).requireString("authorization");
            remember(authorization);
            return authorization;
        }

        private JsonObject.Builder task(String name) {
            return settings.toBuilder().put("task", name);
        }
    }

    /**
     * Requests, pays on Lightning, and requests again, all of it by Alby's client.
     *
     * @param headers of its requests
     * @param node that pays, with the interface of phoenixd
     */
    Purchase buyWithAlby(URI url, JsonObject headers, NodeFront node) {
        JsonObject wallet = JsonObject.builder()
                .put("url", node.url().toString())
                .put("password", NodeFront.CREDENTIAL)
                .build();
        return purchase(ask(JsonObject.builder()
                .put("task", "buyWithAlby")
                .put("url", url.toString())
                .put("headers", headers)
                .put("node", wallet)));
    }

    private static Purchase purchase(JsonObject done) {
        JsonObject fields = done.requireObject("headers");
        Map<String, List<String>> headers = new HashMap<>();
        fields.names().forEach(name -> headers.put(name, List.of(fields.requireString(name))));
        Answer answer = new Answer(
                Math.toIntExact(done.integer("status").orElseThrow()),
                headers,
                Base64.getDecoder().decode(done.requireString("body")));
        List<String> authorizations = done.strings("authorizations");
        authorizations.forEach(Mppx::remember);
        return new Purchase(answer, authorizations, done.object("receipt").orElse(JsonObject.EMPTY));
    }

    /** The WWW-Authenticate field of the 402 of a server with mppx. */
    String issueChallenge(JsonObject task) {
        return ask(task.toBuilder().put("task", "issueChallenge")).requireString("field");
    }

    /**
     * What a client got.
     *
     * @param authorizations that it has sent
     * @param receipt as mppx reads it; empty if there is none
     */
    record Purchase(Answer answer, List<String> authorizations, JsonObject receipt) {

        /** The one that it has sent. */
        String authorization() {
            if (authorizations.size() != 1) {
                throw new AssertionError("One payment was expected, there were " + authorizations.size());
            }
            return authorizations.get(0);
        }
    }

    /** Whether mppx takes a challenge for one that was made with that secret. */
    boolean takesForAuthentic(String challengeField, String secret) {
        return ask(JsonObject.builder()
                        .put("task", "verifyChallenge")
                        .put("field", challengeField)
                        .put("secretKey", secret))
                .bool("authentic")
                .orElseThrow();
    }

    /** A challenge that mppx has made: as a field, and as echoed in a credential. */
    record MadeChallenge(String field, Credential credential) {}

    MadeChallenge makeChallenge(JsonObject parameters, String secret) {
        JsonObject made = ask(JsonObject.builder()
                .put("task", "makeChallenge")
                .put("parameters", parameters)
                .put("secretKey", secret));
        return new MadeChallenge(made.requireString("field"), credential(made.requireString("authorization")));
    }

    static Credential credential(String authorization) {
        return Credential.parse(token(authorization));
    }

    private static String token(String authorization) {
        return authorization.substring("Payment ".length());
    }

    private static void remember(String authorization) {
        Canary.secret(token(authorization));
        JsonObject payload = credential(authorization).payload();
        payload.string("spt").ifPresent(Canary::secret);
        payload.string("preimage").ifPresent(Canary::secret);
        payload.string("signature").ifPresent(signed -> {
            // The transaction with its signature, and the signature alone, which is at its end.
            Canary.secret(signed.substring(2));
            Canary.secret(signed.substring(signed.length() - 130));
        });
    }

    /** Has a task done that a script names; the answer is what it returns. */
    JsonObject ask(JsonObject.Builder task) {
        return ask(task, PATIENCE);
    }

    JsonObject ask(JsonObject.Builder task, Duration patience) {
        JsonObject answer = JsonObject.parse(node.ask(task.build().toCanonicalString(), patience));
        answer.string("error").ifPresent(error -> {
            throw new IllegalStateException("mppx failed: " + error);
        });
        return answer;
    }

    @Override
    public void close() {
        node.close();
    }
}
