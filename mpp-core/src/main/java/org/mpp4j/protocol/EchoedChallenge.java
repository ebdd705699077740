package org.mpp4j.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the {@code challenge} of a credential, member by member, as every paid request has one. Unknown members are ignored. */
final class EchoedChallenge implements BiConsumer<String, @Nullable Object> {

    private @Nullable String id;
    private @Nullable String realm;
    private @Nullable String method;
    private @Nullable String intent;
    private @Nullable String request;
    private @Nullable String expires;
    private @Nullable String digest;
    private @Nullable String header;
    private @Nullable String description;
    private @Nullable Opaque opaque;

    private EchoedChallenge() {}

    static Challenge read(JsonObject echo) {
        EchoedChallenge members = new EchoedChallenge();
        echo.forEachMember(members);
        return members.challenge();
    }

    @Override
    public void accept(String name, @Nullable Object value) {
        switch (name) {
            case "id" -> id = text(name, value);
            case "realm" -> realm = text(name, value);
            case "method" -> method = text(name, value);
            case "intent" -> intent = text(name, value);
            case "request" -> request = text(name, value);
            case "expires" -> expires = text(name, value);
            case "digest" -> digest = text(name, value);
            case "header" -> header = text(name, value);
            case "description" -> description = text(name, value);
            case "opaque" ->
                opaque = value instanceof Map<?, ?> expanded ? opaque(expanded) : opaque(text(name, value));
            default -> {
                // A later version of the protocol may say more.
            }
        }
    }

    private static @Nullable String text(String name, @Nullable Object value) {
        if (value != null && !(value instanceof String)) {
            throw new ProtocolException("The member \"" + name + "\" must be a string");
        }
        return (String) value;
    }

    private static @Nullable Opaque opaque(@Nullable String text) {
        return text == null ? null : Opaque.ofText(text);
    }

    /** Older mppx clients echo the decoded object. Its canonical text is the one that servers send. */
    private static Opaque opaque(Map<?, ?> expanded) {
        Map<String, String> entries = new HashMap<>();
        expanded.forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw new ProtocolException("The opaque data of the challenge must hold strings only");
            }
            entries.put((String) name, text);
        });
        try {
            return Opaque.of(entries);
        } catch (IllegalArgumentException notText) {
            throw new ProtocolException("The opaque data of the challenge holds what is not text");
        }
    }

    private Challenge challenge() {
        PaymentRequest paymentRequest = PaymentRequest.ofText(require("request", request));
        return Challenge.builder(ChallengeTerms.of(
                                require("realm", realm),
                                require("method", method),
                                require("intent", intent),
                                paymentRequest)
                        .describedAs(description))
                .expires(expires)
                .digest(digest)
                .credentialHeader(header)
                .opaque(opaque)
                .build(require("id", id));
    }

    private static String require(String name, @Nullable String value) {
        if (value == null) {
            throw new ProtocolException("The member \"" + name + "\" is missing");
        }
        return value;
    }
}
