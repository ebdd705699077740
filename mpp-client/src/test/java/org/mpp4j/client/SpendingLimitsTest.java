package org.mpp4j.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.SpendingLimits.Refused;
import org.mpp4j.client.SpendingLimits.Reserved;
import org.mpp4j.money.Amount;

class SpendingLimitsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    private static Demand demand(long amount) {
        return new Demand("paper", "usd", Amount.ofBaseUnits(amount), List.of());
    }

    private static Allowance upTo(long amount) {
        return Allowance.of("paper", "USD", Amount.ofBaseUnits(amount));
    }

    private static Reserved reserved(SpendingLimits limits, long amount) {
        return (Reserved) limits.reserve(demand(amount));
    }

    private static Amount spent(SpendingLimits limits) {
        return limits.spent("paper", "usd");
    }

    @Test
    void oneBaseUnitOverTheLimitOfARequestIsTooMuch() {
        SpendingLimits limits = SpendingLimits.of(upTo(10));

        assertThat(limits.reserve(demand(10))).isInstanceOf(Reserved.class);
        assertThat(limits.reserve(demand(11))).isInstanceOf(Refused.class);
    }

    @Test
    void theTotalIsSpentToTheLastBaseUnit() {
        SpendingLimits limits = SpendingLimits.of(upTo(10).total(Amount.ofBaseUnits(15)));

        reserved(limits, 10).commit();

        assertThat(limits.reserve(demand(6))).isInstanceOf(Refused.class);
        assertThat(limits.reserve(demand(5))).isInstanceOf(Reserved.class);
        assertThat(limits.reserve(demand(1))).isInstanceOf(Refused.class);
    }

    @Test
    void whatIsGivenBackCanBeSpentAgainAndOnlyOnce() {
        SpendingLimits limits = SpendingLimits.of(upTo(10).total(Amount.ofBaseUnits(10)));
        Reserved first = reserved(limits, 10);

        first.release();
        first.release();
        first.commit();

        assertThat(spent(limits)).isEqualTo(Amount.ZERO);
        reserved(limits, 10).commit();
        assertThat(spent(limits)).isEqualTo(Amount.ofBaseUnits(10));
    }

    @Test
    void aCurrencyMeansNothingWithoutItsMethod() {
        SpendingLimits limits = SpendingLimits.of(upTo(10));

        assertThat(limits.reserve(new Demand("gold", "usd", Amount.ofBaseUnits(1), List.of())))
                .isInstanceOf(Refused.class);
        assertThat(limits.reserve(new Demand("paper", "eur", Amount.ofBaseUnits(1), List.of())))
                .isInstanceOf(Refused.class);
    }

    @Test
    void aProofNeedsNoAllowance() {
        SpendingLimits limits = SpendingLimits.of(upTo(10));

        assertThat(limits.reserve(new Demand("gold", "eur", Amount.ZERO, List.of())))
                .isInstanceOf(Reserved.class);
    }

    @Test
    void whatWasSpentBeforeTheTimeOfTheLimitDoesNotCount() {
        SpendingLimits limits =
                SpendingLimits.of(List.of(upTo(10).total(Amount.ofBaseUnits(10), Duration.ofHours(1))), now::get);
        reserved(limits, 10).commit();

        now.set(START.plus(Duration.ofHours(1)));
        assertThat(limits.reserve(demand(1))).isInstanceOf(Refused.class);

        now.set(START.plus(Duration.ofMinutes(61)));
        assertThat(limits.reserve(demand(10))).isInstanceOf(Reserved.class);
    }

    @Test
    void whatIsReservedCountsHoweverLongItTakes() {
        SpendingLimits limits =
                SpendingLimits.of(List.of(upTo(10).total(Amount.ofBaseUnits(10), Duration.ofHours(1))), now::get);
        Reserved first = reserved(limits, 10);

        now.set(START.plus(Duration.ofHours(5)));
        assertThat(limits.reserve(demand(1))).isInstanceOf(Refused.class);

        first.commit();
        assertThat(spent(limits)).isEqualTo(Amount.ofBaseUnits(10));
    }

    @Property(tries = 200)
    void inNoStretchOfTheTimeIsMoreSpentThanTheLimit(
            @ForAll @Size(max = 80) List<@IntRange(min = 1, max = 10) Integer> amounts,
            @ForAll @Size(min = 80, max = 80) List<@IntRange(max = 900) Integer> pauses) {
        AtomicReference<Instant> clock = new AtomicReference<>(START);
        SpendingLimits limits =
                SpendingLimits.of(List.of(upTo(10).total(Amount.ofBaseUnits(30), Duration.ofHours(1))), clock::get);
        record Payment(Instant at, int amount) {}
        List<Payment> payments = new ArrayList<>();

        for (int i = 0; i < amounts.size(); i++) {
            clock.set(clock.get().plusSeconds(pauses.get(i)));
            if (limits.reserve(demand(amounts.get(i))) instanceof Reserved reserved) {
                reserved.commit();
                payments.add(new Payment(clock.get(), amounts.get(i)));
            }
        }

        for (Payment last : payments) {
            int inTheHour = payments.stream()
                    .filter(payment -> !payment.at().isAfter(last.at())
                            && payment.at().isAfter(last.at().minus(Duration.ofHours(1))))
                    .mapToInt(Payment::amount)
                    .sum();
            assertThat(inTheHour).isLessThanOrEqualTo(30);
        }
    }

    @Test
    void manyThreadsSpendTheTotalAndNotOneBaseUnitMore() throws Exception {
        SpendingLimits limits = SpendingLimits.of(upTo(3).total(Amount.ofBaseUnits(1_000)));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Integer>> tasks = Stream.concat(
                            IntStream.range(0, 600).mapToObj(i -> spend(limits, 1 + i % 3, true)),
                            IntStream.range(0, 600).mapToObj(i -> spend(limits, 1 + i % 3, false)))
                    .toList();
            int sum = 0;
            for (var result : threads.invokeAll(tasks)) {
                sum += result.get();
            }
            // The last amounts may have met reservations that were given back later.
            while (limits.reserve(demand(1)) instanceof Reserved rest) {
                rest.commit();
                sum++;
            }
            assertThat(sum).isEqualTo(1_000);
            assertThat(spent(limits)).isEqualTo(Amount.ofBaseUnits(1_000));
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Integer> spend(SpendingLimits limits, int amount, boolean commits) {
        return () -> {
            if (!(limits.reserve(demand(amount)) instanceof Reserved reserved)) {
                return 0;
            }
            assertThat(spent(limits)).isLessThanOrEqualTo(Amount.ofBaseUnits(1_000));
            if (commits) {
                reserved.commit();
                return amount;
            }
            reserved.release();
            return 0;
        };
    }

    @Test
    void twoAllowancesForOneCurrencyAreAMistake() {
        assertThatThrownBy(() -> SpendingLimits.of(upTo(1), Allowance.of("paper", "usd", Amount.ofBaseUnits(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two allowances");
        assertThatThrownBy(() -> Allowance.of("*", "usd", Amount.ofBaseUnits(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ofAnyMethod");
    }
}
