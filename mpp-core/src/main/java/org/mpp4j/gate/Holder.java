package org.mpp4j.gate;

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
        return TextHash.of(credential.challenge().id() + '|' + proof(credential));
    }

    /**
     * The same for the same proof, whatever challenge it answers: that of a session may answer many.
     *
     * @throws ProtocolException if the payload has no canonical form
     */
    static String ofProof(Credential credential) {
        return TextHash.of(proof(credential));
    }

    private static String proof(Credential credential) {
        return credential.source().orElse("") + '|' + canonical(credential.payload());
    }

    private static String canonical(JsonObject payload) {
        try {
            return payload.toCanonicalString();
        } catch (IllegalArgumentException inexact) {
            throw new ProtocolException("The payload holds what JSON can't carry exactly");
        }
    }
}
