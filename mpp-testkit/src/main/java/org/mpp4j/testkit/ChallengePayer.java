package org.mpp4j.testkit;

import org.mpp4j.client.Payer;

/**
 * A {@link Payer} of any payment method, for tests that only want to say what it answers. Thread-safe.
 *
 * @since 0.1
 */
public interface ChallengePayer extends Payer {

    @Override
    default String method() {
        return "*";
    }

    @Override
    default String intent() {
        return "*";
    }
}
