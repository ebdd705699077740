package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.Settlement;
import org.mpp4j.session.RequestMeter;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionOverException;

/** One channel, two instances, many threads. */
class SessionRaceTest extends OneChannel {

    private final TempoSession other = builder().build();
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    @AfterEach
    void end() {
        threads.shutdownNow();
        other.close();
    }

    private TempoSession instance(int i) {
        return i % 2 == 0 ? session : other;
    }

    private <R> List<R> race(int count, java.util.function.IntFunction<R> each) throws Exception {
        List<Callable<R>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            tasks.add(() -> each.apply(index));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> done : threads.invokeAll(tasks)) {
            results.add(done.get());
        }
        return results;
    }

    @Test
    void aDepositThatManyRequestsWantIsSpentOnce() throws Exception {
        assertDone(post(openCredential(5000)));

        List<SessionOutcome> outcomes = race(40, i -> perform(instance(i), voucherCredential(5000), true));

        assertThat(outcomes)
                .filteredOn(SessionOutcome.Admitted.class::isInstance)
                .hasSize(5);
        assertThat(account().spent()).isEqualTo(5000);
    }

    @Test
    void vouchersThatOvertakeEachOtherLeaveTheHighest() throws Exception {
        assertDone(post(topUpAfterOpen()));

        List<SessionOutcome> outcomes =
                race(60, i -> perform(instance(i), voucherCredential(1000 + 100L * (i + 1)), true));

        long admitted = outcomes.stream()
                .filter(SessionOutcome.Admitted.class::isInstance)
                .count();
        assertThat(account().authorized()).isLessThanOrEqualTo(BigInteger.valueOf(7000));
        assertThat(account().spent()).isEqualTo(1000 * admitted);
        assertThat(account().spent()).isLessThanOrEqualTo(account().authorized());
        assertThat(assertDone(post(closeCredential(7000))).spent()).isEqualTo(chain.captured());
    }

    private org.mpp4j.protocol.Credential topUpAfterOpen() {
        assertDone(post(openCredential(1000)));
        return topUpCredential(topUp(10_000, 0), 10_000);
    }

    @Test
    void theSameOpenAtOnceOnTwoInstancesMakesOneChannel() throws Exception {
        List<SessionOutcome> outcomes = race(8, i -> perform(instance(i), openCredential(PRICE), true));

        assertThat(outcomes)
                .filteredOn(SessionOutcome.Admitted.class::isInstance)
                .hasSize(1);
        assertThat(account().spent()).isEqualTo(1000);
        assertThat(account().authorized()).isEqualTo(1000);
    }

    @Test
    void twoStreamsOfOneChannelGetNoMoreThanItHas() throws Exception {
        RequestMeter one = ((SessionOutcome.Admitted) get(openCredential(5000))).meter();
        RequestMeter two = ((SessionOutcome.Admitted) perform(other, voucherCredential(5000), true)).meter();

        List<Boolean> charged = race(20, i -> (i % 2 == 0 ? one : two).charge(1).isPresent());

        assertThat(charged).filteredOn(done -> done).hasSize(5);
        assertThat(account().spent()).isEqualTo(5000);
    }

    @Test
    void aCloseInTheMiddleOfStreamsCapturesExactlyWhatTheyWereGiven() throws Exception {
        assertDone(post(openCredential(1000)));
        assertDone(post(topUpCredential(topUp(1_000_000, 0), 1_000_000)));
        RequestMeter one = ((SessionOutcome.Admitted) get(voucherCredential(1_000_000))).meter();
        RequestMeter two = ((SessionOutcome.Admitted) perform(other, voucherCredential(1_000_000), true)).meter();
        AtomicLong delivered = new AtomicLong();

        race(7, i -> {
            if (i == 6) {
                return perform(instance(i), closeCredential(1_000_000), false) instanceof Settlement;
            }
            try {
                for (int n = 0; n < 50 && (i % 2 == 0 ? one : two).charge(1).isPresent(); n++) {
                    delivered.incrementAndGet();
                }
            } catch (SessionOverException over) {
                return true;
            }
            return false;
        });

        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(chain.captured()).isEqualTo(account().spent());
        long prepaidAndUnused = 2 - (delivered.get() >= 2 ? 2 : delivered.get());
        assertThat(chain.captured()).isEqualTo(1000 * (delivered.get() + prepaidAndUnused));
    }

    @Test
    void closesOnTwoInstancesSendOneTransaction() throws Exception {
        assertAdmitted(get(openCredential(PRICE)));

        List<SessionOutcome> outcomes = race(8, i -> perform(instance(i), closeCredential(PRICE), false));

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(assertDone(outcome).txHash()).isNotNull());
        assertThat(chain.closes()).isOne();
    }
}
