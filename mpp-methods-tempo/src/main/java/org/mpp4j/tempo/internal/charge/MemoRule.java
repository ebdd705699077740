package org.mpp4j.tempo.internal.charge;

import org.jspecify.annotations.Nullable;
import org.mpp4j.tempo.internal.codec.RlpBytes;

/** What memo a transfer has to have. */
sealed interface MemoRule {

    /** The one that binds it to a challenge. */
    record Bound(AttributionMemo memo) implements MemoRule {

        @Override
        public boolean allows(@Nullable RlpBytes actual) {
            return actual != null && memo.matches(actual);
        }
    }

    /** The one that the merchant wants. */
    record Exactly(RlpBytes memo) implements MemoRule {

        @Override
        public boolean allows(@Nullable RlpBytes actual) {
            return actual != null && memo.equals(actual);
        }
    }

    /** Any or none. */
    record Any() implements MemoRule {

        @Override
        public boolean allows(@Nullable RlpBytes actual) {
            return true;
        }
    }

    boolean allows(@Nullable RlpBytes actual);
}
