package org.mpp4j.gate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/** Names a credential in stores. Tells nothing of its proof. */
final class Holder {

    private Holder() {}

    /**
     * The same for the same proof of the same challenge, however a client writes it down.
     *
     * @throws ProtocolException if the payload has no canonical form
     */
    static String of(Credential credential) {
        MessageDigest sha256 = BodyDigest.newSha256();
        sha256.update(credential.challenge().id().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        sha256.update(credential.source().orElse("").getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '|');
        return Base64Url.encode(sha256.digest(canonical(credential.payload()).getBytes(StandardCharsets.UTF_8)));
    }

    private static String canonical(JsonObject payload) {
        try {
            return payload.toCanonicalString();
        } catch (IllegalArgumentException inexact) {
            throw new ProtocolException("The payload holds what JSON can't carry exactly");
        }
    }
}
