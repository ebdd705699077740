package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.stripe.fake.Fault;

/** A hundred at once, and one of them pays. */
class StripeRaceTest extends OneGate {

    private static final int RUNNERS = 100;

    @Test
    void oneOfManyUsesOfACredentialIsLetIn() throws Exception {
        Credential credential = credential();

        assertThat(granted(many(credential))).isEqualTo(1);

        assertChargedOnce();
        assertThat(creations()).hasSize(1);
    }

    @Test
    void oneOfManyChallengesIsPaidWithOneToken() throws Exception {
        String token = Charges.newToken();
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            credentials.add(Charges.credential(challenge(), token));
        }

        assertThat(granted(credentials)).isEqualTo(1);

        assertChargedOnce();
        assertThat(creations()).hasSize(1);
    }

    @Test
    void oneOfManyTokensPaysForOneChallenge() throws Exception {
        Challenge challenge = challenge();
        List<Credential> credentials = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i++) {
            credentials.add(Charges.credential(challenge, Charges.newToken()));
        }

        assertThat(granted(credentials)).isEqualTo(1);

        assertChargedOnce();
    }

    @Test
    void manyWhoComeBackAfterAnUnknownOutcomeGetItOnce() throws Exception {
        Credential credential = credential();
        stripe.next(Fault.SILENT_AFTER_EFFECT);
        assertThat(admit(credential)).isInstanceOf(Admission.Undecided.class);

        assertThat(granted(many(credential))).isEqualTo(1);

        assertChargedOnce();
    }

    private static List<Credential> many(Credential credential) {
        return java.util.Collections.nCopies(RUNNERS, credential);
    }

    private long granted(List<Credential> credentials) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(credentials.size());
        CyclicBarrier start = new CyclicBarrier(credentials.size());
        try {
            List<Callable<Admission>> runners = new ArrayList<>();
            for (Credential credential : credentials) {
                runners.add(() -> {
                    start.await(20, TimeUnit.SECONDS);
                    return admit(credential);
                });
            }
            long granted = 0;
            for (Future<Admission> done : threads.invokeAll(runners, 60, TimeUnit.SECONDS)) {
                granted += done.get() instanceof Admission.Granted ? 1 : 0;
            }
            return granted;
        } finally {
            threads.shutdownNow();
        }
    }
}
