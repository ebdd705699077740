package org.mpp4j.tempo.internal.sig;

import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;

/**
 * Whose signature one is.
 *
 * @param account that is bound by it
 * @param accessKey that has signed for it and has yet to be shown to be allowed to; empty if the account's own key has
 */
public record Signer(TempoAddress account, Optional<AccessKey> accessKey) {

    static Signer own(TempoAddress account) {
        return new Signer(account, Optional.empty());
    }
}
