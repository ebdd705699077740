package org.mpp4j.interop;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

/** The client SDK mppx, as it is published, run by Node with the account of a payer. */
final class Mppx {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Map<String, String> environment;

    /** Pays with that account, on that chain. */
    Mppx(Account payer, long chainId, URI node) {
        this.environment = new HashMap<>(NodeModules.environment());
        environment.put("PAYER_KEY", payer.key());
        environment.put("CHAIN_ID", Long.toString(chainId));
        environment.put("RPC_URL", node.toString());
    }

    /** A request that was paid for, with the Authorization it was paid with. */
    record Purchase(Answer answer, String authorization, JsonObject receipt) {}

    /** Requests, pays, and requests again, all of it by mppx. */
    Purchase buy(String method, URI url, String... body) {
        List<String> arguments = new ArrayList<>(List.of(url.toString(), method));
        arguments.addAll(List.of(body));
        JsonObject printed = run("pay.mjs", environment, arguments);
        JsonObject fields = printed.requireObject("headers");
        Map<String, List<String>> headers = new HashMap<>();
        fields.names().forEach(name -> headers.put(name, List.of(fields.requireString(name))));
        Answer answer = new Answer(
                Math.toIntExact(printed.integer("status").orElseThrow()),
                headers,
                Base64.getDecoder().decode(printed.requireString("body")));
        return new Purchase(
                answer,
                remembered(printed.string("credential").orElse("")),
                printed.object("receipt").orElse(JsonObject.EMPTY));
    }

    /** The Authorization with which mppx would pay, sent to nobody. */
    String authorizationFor(Answer paymentRequired) {
        return remembered(run("credential.mjs", environment, paymentRequired.challengeFields())
                .requireString("credential"));
    }

    /** Whether mppx takes a challenge for one that was made with that secret. */
    static boolean takesForAuthentic(String challengeField, String secret) {
        return run("challenge-verify.mjs", withSecret(secret), List.of(challengeField))
                .bool("authentic")
                .orElseThrow();
    }

    /** A challenge that mppx has made: as a field, and as echoed in a credential. */
    record MadeChallenge(String field, Credential credential) {}

    static MadeChallenge makeChallenge(JsonObject parameters, String secret) {
        JsonObject printed = run("challenge-make.mjs", withSecret(secret), List.of(parameters.toCanonicalString()));
        return new MadeChallenge(
                printed.requireString("field"), Credential.parse(token(printed.requireString("credential"))));
    }

    static String token(String authorization) {
        return authorization.substring("Payment ".length());
    }

    private static String remembered(String authorization) {
        if (!authorization.isEmpty()) {
            Canary.secret(token(authorization));
            Credential.parse(token(authorization)).payload().string("signature").ifPresent(Mppx::rememberSignature);
        }
        return authorization;
    }

    /** The signed transaction, and the signature at its end. */
    private static void rememberSignature(String hex) {
        Canary.secret(hex.substring(2));
        Canary.secret(hex.substring(hex.length() - 130));
    }

    private static Map<String, String> withSecret(String secret) {
        Map<String, String> environment = new HashMap<>(NodeModules.environment());
        environment.put("SECRET_KEY", secret);
        return environment;
    }

    private static JsonObject run(String script, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(NodeModules.node().toString(), script));
        command.addAll(arguments);
        try (Program node = Program.start(script, NodeModules.SCRIPTS, environment, command)) {
            if (node.awaitExit(PATIENCE) != 0) {
                throw new IllegalStateException(script + " failed:\n" + node.printed());
            }
            return JsonObject.parse(node.out());
        } catch (TimeoutException slow) {
            throw new IllegalStateException(slow);
        }
    }
}
