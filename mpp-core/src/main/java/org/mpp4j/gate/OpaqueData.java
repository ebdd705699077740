package org.mpp4j.gate;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.OpaqueTemplate;
import org.mpp4j.protocol.ProtocolException;

/**
 * What a route binds into its challenges besides the protocol's own parameters, in reserved names of their opaque data: its
 * scope, a nonce so that no two challenges share an id, and for a quoted price what the quote was for.
 */
final class OpaqueData {

    private static final String NONCE = "_nonce";
    private static final String SCOPE = "_scope";
    private static final String QUOTE = "_quote";

    private final Map<String, String> expected;
    private final @Nullable String quote;
    private final Opaque withoutNonce;

    private final OpaqueTemplate withNonce;

    /**
     * Takes what is the same for all challenges of a route.
     *
     * @param correlation the server's own data, without reserved names
     * @param scope tag of the route's scope
     * @param quote tag of what the price was quoted for, if it was
     */
    OpaqueData(Map<String, String> correlation, String scope, @Nullable String quote) {
        Map<String, String> entries = new TreeMap<>(correlation);
        entries.put(SCOPE, scope);
        this.expected = Map.copyOf(entries);
        this.quote = quote;
        if (quote != null) {
            entries.put(QUOTE, quote);
        }
        this.withoutNonce = Opaque.of(entries);
        this.withNonce = OpaqueTemplate.of(entries, NONCE, Nonces.LENGTH);
    }

    /** The data of the next challenge, with a nonce if there is one. */
    Opaque with(@Nullable String nonce) {
        return nonce == null ? withoutNonce : withNonce.with(nonce);
    }

    /** Whether a challenge was issued for this route: the same scope, and the same correlation data. */
    boolean matches(Opaque echoed) {
        try {
            int same = 0;
            for (Map.Entry<String, String> theirs : echoed.entries().entrySet()) {
                String name = theirs.getKey();
                if (!name.equals(NONCE) && !name.equals(QUOTE)) {
                    if (!theirs.getValue().equals(expected.get(name))) {
                        return false;
                    }
                    same++;
                }
            }
            return same == expected.size();
        } catch (ProtocolException notOurs) {
            return false;
        }
    }

    /** Whether a challenge carries a quote for a request like this one. */
    boolean quotes(Opaque echoed) {
        return quote != null && quote.equals(echoed.entries().get(QUOTE));
    }
}
