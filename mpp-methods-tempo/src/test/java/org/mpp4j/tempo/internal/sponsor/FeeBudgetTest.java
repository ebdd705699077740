package org.mpp4j.tempo.internal.sponsor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.FeePayerPolicy;

class FeeBudgetTest {

    private static final Instant START = Instant.parse("2026-11-22T15:00:00Z");
    private static final Instant END = START.plusSeconds(25);
    private static final BigInteger CENT = BigInteger.valueOf(10_000);

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final FeeBudget budget = new FeeBudget(
            FeePayerPolicy.builder()
                    .maxInFlight("0.05")
                    .maxSpent("0.10", Duration.ofHours(1))
                    .build(),
            now::get);

    @Test
    void noMoreIsReservedThanThereIs() {
        for (int i = 0; i < 5; i++) {
            assertThat(budget.reserve("tx" + i, CENT, END)).isTrue();
        }

        assertThat(budget.reserve("one more", BigInteger.ONE, END)).isFalse();
        assertThat(budget.inFlight()).isEqualTo(CENT.multiply(BigInteger.valueOf(5)));
    }

    @Test
    void theSameTransactionIsReservedOnce() {
        assertThat(budget.reserve("tx", CENT, END)).isTrue();
        assertThat(budget.reserve("tx", CENT, END)).isTrue();

        assertThat(budget.inFlight()).isEqualTo(CENT);
    }

    @Test
    void whatIsReleasedCanBeReservedAgain() {
        assertThat(budget.reserve("tx", BigInteger.valueOf(50_000), END)).isTrue();

        budget.release("tx");
        budget.release("tx");

        assertThat(budget.inFlight()).isZero();
        assertThat(budget.spent()).isZero();
        assertThat(budget.reserve("other", BigInteger.valueOf(50_000), END)).isTrue();
    }

    @Test
    void whatIsSpentCountsOnceAndUntilTheWindowHasPassed() {
        budget.reserve("tx", CENT, END);
        budget.spend("tx", BigInteger.TEN);
        budget.spend("tx", BigInteger.TEN);
        budget.spend("never reserved", BigInteger.TEN);

        assertThat(budget.inFlight()).isZero();
        assertThat(budget.spent()).isEqualTo(BigInteger.TEN);
        now.set(START.plus(Duration.ofMinutes(59)));
        assertThat(budget.spent()).isEqualTo(BigInteger.TEN);
        now.set(START.plus(Duration.ofMinutes(61)));
        assertThat(budget.spent()).isZero();
    }

    @Test
    void theWindowHasALimitToo() {
        for (int i = 0; i < 10; i++) {
            assertThat(budget.reserve("tx" + i, CENT, END)).isTrue();
            budget.spend("tx" + i, CENT);
        }

        assertThat(budget.reserve("tx", BigInteger.ONE, END)).isFalse();
        now.set(START.plus(Duration.ofHours(2)));
        assertThat(budget.reserve("tx", BigInteger.ONE, now.get().plusSeconds(25)))
                .isTrue();
    }

    @Test
    void whatNobodyHasSeenTheEndOfCountsAsSpentOnceItIsOver() {
        budget.reserve("lost", CENT, END);

        now.set(END.plusSeconds(60));
        assertThat(budget.inFlight()).isEqualTo(CENT);
        now.set(END.plusSeconds(61));
        assertThat(budget.inFlight()).isZero();
        assertThat(budget.spent()).isEqualTo(CENT);
    }

    @Test
    void manyThreadsTogetherReserveNoMoreThanThereIs() throws Exception {
        int threads = 8;
        CyclicBarrier start = new CyclicBarrier(threads);
        AtomicInteger reserved = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> racers = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                racers.add(pool.submit(() -> {
                    start.await();
                    for (int i = 0; i < 200; i++) {
                        if (budget.reserve(thread + "/" + i, BigInteger.valueOf(1000), END)) {
                            reserved.incrementAndGet();
                        }
                        if (i % 3 == 0 && thread == 0) {
                            budget.reserve("given back", BigInteger.valueOf(1000), END);
                            budget.release("given back");
                        }
                        assertThat(budget.inFlight()).isLessThanOrEqualTo(BigInteger.valueOf(50_000));
                    }
                    return null;
                }));
            }
            for (Future<?> racer : racers) {
                racer.get();
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(budget.reserve("rest", BigInteger.valueOf(50_000 - 1000L * reserved.get() + 1), END))
                .isFalse();
        assertThat(reserved.get()).isBetween(49, 50);
        assertThat(budget.inFlight()).isEqualTo(BigInteger.valueOf(1000L * reserved.get()));
    }
}
