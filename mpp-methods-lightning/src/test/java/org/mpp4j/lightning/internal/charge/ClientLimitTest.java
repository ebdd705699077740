package org.mpp4j.lightning.internal.charge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClientLimitTest {

    private static final Optional<String> ANN = Optional.of("ann");
    private static final Optional<String> BOB = Optional.of("bob");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    private ClientLimit limit(int most, Duration period) {
        return new ClientLimit(now::get, most, period);
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private static int granted(ClientLimit limit, Optional<String> client, int tries) {
        int granted = 0;
        for (int i = 0; i < tries; i++) {
            granted += limit.tryAcquire(client).isEmpty() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void aClientMayAskSoOftenAtOnceAndThenEvenly() {
        ClientLimit limit = limit(3, Duration.ofSeconds(30));

        assertThat(granted(limit, ANN, 10)).isEqualTo(3);
        assertThat(limit.tryAcquire(ANN)).hasValue(Duration.ofSeconds(10));
        pass(Duration.ofSeconds(9));
        assertThat(limit.tryAcquire(ANN)).hasValue(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(granted(limit, ANN, 10)).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(granted(limit, ANN, 10)).as("no more is saved up").isEqualTo(3);
    }

    @Test
    void clientsDoNotTakeFromEachOther() {
        ClientLimit limit = limit(2, Duration.ofMinutes(1));

        assertThat(granted(limit, ANN, 5)).isEqualTo(2);
        assertThat(granted(limit, BOB, 5)).isEqualTo(2);
    }

    @Test
    void thoseThatCannotBeToldApartShare() {
        ClientLimit limit = limit(2, Duration.ofMinutes(1));

        assertThat(granted(limit, Optional.empty(), 5)).isEqualTo(2);
        assertThat(granted(limit, ANN, 1)).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetBackLocksNobodyOutForLong() {
        ClientLimit limit = limit(2, Duration.ofSeconds(10));
        granted(limit, ANN, 2);

        pass(Duration.ofDays(-1));

        assertThat(limit.tryAcquire(ANN)).hasValue(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertThat(granted(limit, ANN, 5)).isEqualTo(1);
    }

    @Test
    void aClockThatIsSetForwardGivesNoMoreThanOneBucket() {
        ClientLimit limit = limit(2, Duration.ofSeconds(10));
        granted(limit, ANN, 2);

        pass(Duration.ofDays(1000));

        assertThat(granted(limit, ANN, 5)).isEqualTo(2);
    }

    @Test
    void whoIsForgottenHadNothingToRemember() {
        ClientLimit limit = new ClientLimit(now::get, 2, Duration.ofSeconds(10), 2);
        granted(limit, ANN, 1);
        pass(Duration.ofSeconds(5));
        granted(limit, BOB, 2);

        assertThat(granted(limit, Optional.of("eve"), 5)).isEqualTo(2);

        assertThat(limit.clients()).isEqualTo(2);
        assertThat(granted(limit, BOB, 5)).as("remembered").isZero();
    }

    @Test
    void manyAddressesAtOnceShareOneBucketAndGetNobodyElsesBack() {
        ClientLimit limit = new ClientLimit(now::get, 2, Duration.ofSeconds(10), 2);
        granted(limit, ANN, 2);
        granted(limit, BOB, 2);

        int granted = 0;
        for (int address = 0; address < 1000; address++) {
            granted += granted(limit, Optional.of("address " + address), 2);
        }

        assertThat(granted).isEqualTo(2);
        assertThat(limit.clients()).isEqualTo(2);
        assertThat(granted(limit, ANN, 5)).isZero();
        pass(Duration.ofSeconds(10));
        assertThat(granted(limit, Optional.of("somebody new"), 5)).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepNewClientsOut() {
        ClientLimit limit = new ClientLimit(now::get, 2, Duration.ofSeconds(10), 1);
        granted(limit, ANN, 2);
        pass(Duration.ofDays(-1));
        granted(limit, Optional.empty(), 2);

        assertThat(granted(limit, BOB, 5)).isEqualTo(2);
    }

    @Test
    void noMoreAreGrantedToAHundredThreads() throws Exception {
        ClientLimit limit = limit(50, Duration.ofMinutes(1));
        ExecutorService threads = Executors.newFixedThreadPool(100);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger granted = new AtomicInteger();
        for (int i = 0; i < 100; i++) {
            threads.execute(() -> {
                try {
                    start.await();
                    granted.addAndGet(granted(limit, ANN, 5));
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(granted).hasValue(50);
    }

    @Property(tries = 300)
    void noMoreIsGrantedThanTheBucketAndTheTimeThatPassedWhateverTheClockDoes(
            @ForAll @IntRange(min = 1, max = 20) int most, @ForAll @Size(max = 60) int[] steps) {
        ClientLimit limit = limit(most, Duration.ofSeconds(most));
        long forwards = 0;
        int granted = 0;
        for (int step : steps) {
            int seconds = step % 5;
            pass(Duration.ofSeconds(seconds));
            forwards += Math.max(0, seconds);
            granted += granted(limit, ANN, 3);
        }
        // The bucket, and one a second for as long as the clock went forwards.
        assertThat(granted).isLessThanOrEqualTo((int) (most + forwards));
    }
}
