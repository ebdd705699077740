package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.session.Charge;
import org.mpp4j.session.Meter;

/** Streams that wait for top-ups hold no threads, however many there are. */
class SessionWaitingTest {

    private static final int STREAMS = Integer.getInteger("mpp4j.waiting.streams", 2_000);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The threads that try again when a session changes, the clock, and what else a JVM starts meanwhile. */
    private static final int A_FEW = 50;

    private record Stream(Challenge opened, CompletableFuture<Optional<Charge>> waiting) {}

    @Test
    void streamsThatWaitHoldNoThreadsAndEachGoesOnWhenItsSessionIsToppedUp() throws Exception {
        try (SessionMerchant merchant = new SessionMerchant()) {
            merchant.opened();
            int before = Thread.activeCount();
            List<Stream> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                Challenge opened = merchant.challenge();
                Meter meter = ((Admission.Metered) merchant.admit(merchant.open(opened)))
                        .payment()
                        .meter()
                        .forHandler();
                assertThat(meter.charge(20)).isPresent();
                streams.add(new Stream(
                        opened, meter.chargeWhenAuthorized(1, PATIENCE).toCompletableFuture()));
            }

            assertThat(streams).noneMatch(stream -> stream.waiting().isDone());
            assertThat(Thread.activeCount() - before).isLessThan(A_FEW);

            List<Stream> toppedUp = streams.subList(0, STREAMS / 10);
            for (Stream stream : toppedUp) {
                assertThat(merchant.admit(merchant.topUp(merchant.challenge(), stream.opened())))
                        .isInstanceOf(Admission.Completed.class);
            }
            for (Stream stream : toppedUp) {
                assertThat(stream.waiting().get(1, TimeUnit.MINUTES)).isPresent();
                assertThat(merchant.books(stream.opened()).spent()).isEqualTo(63);
            }
            assertThat(streams.subList(STREAMS / 10, STREAMS))
                    .noneMatch(stream -> stream.waiting().isDone());
            assertThat(Thread.activeCount() - before).isLessThan(A_FEW);
        }
    }
}
