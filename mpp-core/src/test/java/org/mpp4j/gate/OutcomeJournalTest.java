package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.gate.GateFixture.answer;
import static org.mpp4j.gate.GateFixture.assertChallenged;
import static org.mpp4j.gate.GateFixture.assertGranted;
import static org.mpp4j.gate.GateFixture.assertRefused;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.LedgerEntry;

/** With a store that is shared, outcomes are written behind the requests' backs, and none is lost for that. */
class OutcomeJournalTest {

    private final GateFixture fixture = new GateFixture();
    private final FailingStore store = new FailingStore(fixture.memory);
    private Credential credential;

    @BeforeEach
    void useASharedStore() {
        fixture.gate = fixture.gate().replayStore(store).build();
        credential = answer(fixture.challenge());
    }

    @AfterEach
    void close() {
        store.failing = call -> false;
        fixture.gate.close();
    }

    @Test
    void whoAsksAgainAtOnceWaitsUntilTheOutcomeIsWritten() {
        assertGranted(fixture.admit(credential));

        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void anOutcomeIsWrittenWhenTheStoreIsBack() throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(2);
        store.failing = call -> {
            boolean ending = call.startsWith("spent");
            if (ending) {
                tried.countDown();
            }
            return ending;
        };
        assertGranted(fixture.admit(credential));
        assertThat(tried.await(20, TimeUnit.SECONDS)).as("tried again").isTrue();
        assertRefused(fixture.admit(credential), ProblemType.PAYMENT_IN_PROGRESS);

        store.failing = call -> false;
        fixture.gate.close();

        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
        List<LedgerEntry> entries =
                fixture.ledger.byChallenge(credential.challenge().id());
        assertThat(entries).as("though it was tried several times").hasSize(2);
    }

    @Test
    void closingWritesWhatIsLeftAndWhatComesLaterIsWrittenOnTheSpot() {
        SettledPayment payment = assertGranted(fixture.begin(credential));
        fixture.gate.close();
        fixture.gate.completed(GateFixture.paying(credential), payment, 200, Optional.empty());

        assertThat(fixture.ledger.byChallenge(credential.challenge().id())).hasSize(2);
        assertChallenged(fixture.admit(credential), ProblemType.INVALID_CHALLENGE);
    }
}
