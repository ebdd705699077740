package org.mpp4j.store;

import java.util.Objects;

/**
 * A key whose use has no known outcome: it ended undecided, or whoever used it has not been heard of since its lease ran out.
 *
 * @param key what is used
 * @param holder who claimed it
 * @param memo what the holder noted with its claim
 * @since 0.1
 */
public record UnresolvedClaim(String key, String holder, String memo) {

    /**
     * Checks the parts.
     *
     * @param key what is used
     * @param holder who claimed it
     * @param memo what the holder noted with its claim
     */
    public UnresolvedClaim {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(memo, "memo");
    }

    /** The key, nothing else. */
    @Override
    public String toString() {
        return "UnresolvedClaim[" + key + "]";
    }
}
