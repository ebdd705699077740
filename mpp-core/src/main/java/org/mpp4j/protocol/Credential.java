package org.mpp4j.protocol;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;

/**
 * A client's answer to a challenge: the challenge echoed, and a proof of payment (draft-httpauth-payment section
 * "Credentials"). {@link PaymentAuthorization} finds it in the header fields of a request.
 *
 * <p>A credential is worth money until it is used, so {@code toString} shows nothing of its payload.
 *
 * @since 0.1
 */
public final class Credential {

    private final Challenge challenge;
    private final @Nullable String source;
    private final JsonObject payload;

    private Credential(Challenge challenge, @Nullable String source, JsonObject payload) {
        this.challenge = Objects.requireNonNull(challenge, "challenge");
        this.source = source;
        this.payload = Objects.requireNonNull(payload, "payload");
    }

    /**
     * An answer to a challenge, without saying who pays.
     *
     * @param challenge to answer
     * @param payload the proof, as the payment method defines it
     * @return the credential
     */
    public static Credential of(Challenge challenge, JsonObject payload) {
        return new Credential(challenge, null, payload);
    }

    /**
     * An answer to a challenge.
     *
     * @param challenge to answer
     * @param source who pays, preferably as a DID
     * @param payload the proof, as the payment method defines it
     * @return the credential
     */
    public static Credential of(Challenge challenge, String source, JsonObject payload) {
        return new Credential(challenge, Objects.requireNonNull(source, "source"), payload);
    }

    /**
     * Reads the token that follows the scheme name.
     *
     * @param token base64url without padding
     * @return the credential
     * @throws ProtocolException if it isn't base64url of UTF-8 of a JSON object with a well-formed challenge and payload
     */
    public static Credential parse(String token) {
        JsonObject json = JsonObject.parseBase64Url(token, "The credential");
        return new Credential(
                EchoedChallenge.read(json.requireObject("challenge")),
                json.string("source").filter(text -> !text.isEmpty()).orElse(null),
                json.requireObject("payload"));
    }

    /**
     * The challenge as the client echoed it. Until it is verified it is only what the client says.
     *
     * @return the echo
     */
    public Challenge challenge() {
        return challenge;
    }

    /**
     * Who pays, as the client says.
     *
     * @return for example {@code did:pkh:eip155:4217:0x…} if it says so
     */
    public Optional<String> source() {
        return Optional.ofNullable(source);
    }

    /**
     * The proof of payment, as the payment method defines it.
     *
     * @return an object
     */
    public JsonObject payload() {
        return payload;
    }

    /**
     * The token that follows the scheme name.
     *
     * @return base64url without padding
     */
    public String token() {
        JsonObject.Builder echo = JsonObject.builder()
                .put("id", challenge.id())
                .put("realm", challenge.realm())
                .put("method", challenge.method())
                .put("intent", challenge.intent())
                .put("request", challenge.request().text());
        challenge.expires().ifPresent(text -> echo.put("expires", text));
        challenge.digest().ifPresent(text -> echo.put("digest", text));
        challenge.credentialHeader().ifPresent(text -> echo.put("header", text));
        challenge.opaque().ifPresent(data -> echo.put("opaque", data.text()));
        challenge.description().ifPresent(text -> echo.put("description", text));
        JsonObject.Builder json =
                JsonObject.builder().put("challenge", echo.build()).put("payload", payload);
        source().ifPresent(text -> json.put("source", text));
        return Base64Url.encode(json.build().toCanonicalString());
    }

    /**
     * The same answer to a challenge that is known, in place of its echo.
     *
     * @param known that the echo stands for
     * @return a copy
     */
    public Credential withChallenge(Challenge known) {
        return new Credential(known, source, payload);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credential that
                && challenge.equals(that.challenge)
                && Objects.equals(source, that.source)
                && payload.equals(that.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(challenge, source);
    }

    /** The challenge it answers, nothing else. */
    @Override
    public String toString() {
        return "Credential[" + challenge + "]";
    }
}
