package org.mpp4j.gate;

import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.ProtocolException;

/**
 * What this server binds into a challenge besides the protocol's own parameters, in reserved names of its opaque data: the
 * scope of the route, a nonce so that no two challenges share an id, and for a quoted price what the quote was for.
 */
final class OpaqueData {

    static final String NONCE = "_nonce";
    static final String SCOPE = "_scope";
    static final String QUOTE = "_quote";

    private static final int NONCE_BYTES = 16;

    private OpaqueData() {}

    static Opaque forChallenge(Route route, RandomGenerator random, boolean withNonce) {
        Map<String, String> entries = route.opaqueEntries();
        if (withNonce) {
            byte[] nonce = new byte[NONCE_BYTES];
            random.nextBytes(nonce);
            entries.put(NONCE, Base64Url.encode(nonce));
        }
        return Opaque.of(entries);
    }

    /** Whether a challenge was issued for this route: the same scope, and the same correlation data. */
    static boolean isFor(Route route, Opaque echoed) {
        try {
            Map<String, String> theirs = new HashMap<>(echoed.entries());
            theirs.remove(NONCE);
            theirs.remove(QUOTE);
            Map<String, String> ours = new HashMap<>(route.opaqueEntries());
            ours.remove(QUOTE);
            return ours.equals(theirs);
        } catch (ProtocolException notOurs) {
            return false;
        }
    }

    /** Whether a challenge carries a quote for a request like this one. */
    static boolean quotesFor(Route route, Opaque echoed) {
        return route.quote().isPresent() && route.quote().equals(echoed.get(QUOTE));
    }
}
