package org.mpp4j.benchmarks;

import java.util.Objects;
import java.util.Optional;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.InMemoryReplayStore;

/**
 * What a gate claims for one paid request, so that plain writes can be as wide.
 *
 * @param key that was claimed
 * @param attempt that claimed it
 * @param memo that goes with it
 */
record SampleClaim(String key, Attempt attempt, String memo) {

    static SampleClaim take() {
        WatchedReplayStore store = new WatchedReplayStore(new InMemoryReplayStore());
        try (PaymentGate gate = PaidRequests.gate().replayStore(store).build()) {
            PaidRequests one = new PaidRequests(gate, 1);
            if (!(one.admit(0) instanceof Admission.Granted)) {
                throw new IllegalStateException("A paid request was not let in");
            }
        }
        return Optional.ofNullable(store.sample()).orElseThrow();
    }

    /** Another key that looks the same: random characters behind the kind of the key. */
    String newKey() {
        return kind() + Keys.random(key.length() - kind().length());
    }

    String kind() {
        return key.substring(0, key.indexOf(':') + 1);
    }

    int width() {
        return attempt.holder().length()
                + attempt.token().length()
                + Objects.requireNonNull(memo).length();
    }
}
