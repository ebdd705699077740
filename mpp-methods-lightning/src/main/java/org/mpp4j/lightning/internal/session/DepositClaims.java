package org.mpp4j.lightning.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.ReplayStore.Claim;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Claims deposits, so that each is credited once: to one session, and never also taken for a charge, which claims the same
 * key. The claim comes before the credit, and is ended after it. If a process dies in between, the deposit stays claimed for
 * the very session that it was for, and the same credential takes it up again; whether it was credited stands in the session's
 * own record, which is written with the credit in one step. So it is credited once, whenever a process dies. Thread-safe.
 */
final class DepositClaims {

    private static final Logger LOG = System.getLogger("org.mpp4j.lightning");
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** What came of it. */
    enum Outcome {
        /** All of it is this request's. */
        CLAIMED,
        /** Used up before. */
        SPENT,
        /** In use, or somebody else's whose use has no known end. */
        BUSY,
        /** There is no earlier use to be taken up. */
        NOTHING_TO_RESUME
    }

    private final ReplayStore store;

    DepositClaims(ReplayStore store) {
        this.store = store;
    }

    /** As a charge names it, too. */
    static String ofDeposit(PaymentHash hash) {
        return "lightning:hash:" + hash;
    }

    static String ofReturn(PaymentHash hash) {
        return "lightning:return:" + hash;
    }

    /** What is claimed for one session's action. Not thread-safe. */
    final class Claimed {

        private final Attempt attempt;
        private final List<String> keys = new ArrayList<>(2);

        private Claimed(String holder) {
            this.attempt = Attempt.by(holder);
        }

        /** Claims one more. What was claimed before stays so until it is ended. */
        Outcome claim(String key, boolean onlyResume) {
            if (onlyResume) {
                if (!store.resume(key, attempt, LEASE)) {
                    return Outcome.NOTHING_TO_RESUME;
                }
                keys.add(key);
                return Outcome.CLAIMED;
            }
            Claim claim = store.claim(key, attempt, LEASE, Instant.MAX, null);
            if (claim == Claim.CLAIMED || claim == Claim.UNDECIDED && store.resume(key, attempt, LEASE)) {
                keys.add(key);
                return Outcome.CLAIMED;
            }
            return claim == Claim.SPENT ? Outcome.SPENT : Outcome.BUSY;
        }

        /** It is credited. If that can't be noted the claim stays, for the one session whose record tells of it. */
        void spent() {
            end(How.SPENT);
        }

        /** It certainly isn't credited, and can be used for something else. */
        void released() {
            end(How.RELEASED);
        }

        private void end(How how) {
            try {
                store.end(keys.stream()
                        .map(key -> new Ending(key, attempt, how, Instant.MAX))
                        .toList());
            } catch (StoreUnavailableException lost) {
                LOG.log(
                        Level.WARNING,
                        "The replay store did not take the end of a deposit''s claim: {0}",
                        lost.getMessage());
            }
        }
    }

    /** For what a session does with a deposit. The same holder takes up what it was cut off from. */
    Claimed by(String holder) {
        return new Claimed(holder);
    }
}
