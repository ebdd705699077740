package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;

/** The contract is worth something only if stores with faults fail it. */
class PaymentLedgerContractCatchesTest {

    /** A ledger whose every step can be got wrong. Right as it stands. */
    static class SeededStore implements PaymentLedger {

        static final Comparator<LedgerEntry> IN_ORDER =
                Comparator.comparing(LedgerEntry::at).thenComparing(LedgerEntry::id);

        final Map<String, LedgerEntry> byId = new ConcurrentHashMap<>();

        @Override
        public void append(List<LedgerEntry> entries) {
            List<LedgerEntry> all = List.copyOf(entries);
            synchronized (byId) {
                all.forEach(this::add);
            }
        }

        void add(LedgerEntry entry) {
            byId.putIfAbsent(entry.id(), entry);
        }

        List<LedgerEntry> select(Predicate<LedgerEntry> wanted, int limit) {
            synchronized (byId) {
                return byId.values().stream()
                        .filter(wanted)
                        .sorted(IN_ORDER)
                        .limit(limit)
                        .toList();
            }
        }

        @Override
        public List<LedgerEntry> byReference(String reference) {
            return select(entry -> entry.reference().equals(reference), Integer.MAX_VALUE);
        }

        @Override
        public List<LedgerEntry> byChallenge(String challengeId) {
            return select(entry -> entry.challengeId().equals(challengeId), Integer.MAX_VALUE);
        }

        @Override
        public List<LedgerEntry> between(Instant from, Instant to, LedgerEntry after, int limit) {
            return select(
                    entry -> !entry.at().isBefore(from) && entry.at().isBefore(to) && isAfter(entry, after), limit);
        }

        boolean isAfter(LedgerEntry entry, LedgerEntry after) {
            return after == null || IN_ORDER.compare(entry, after) > 0;
        }

        boolean isDone(LedgerEntry settled) {
            return byChallenge(settled.challengeId()).stream()
                    .anyMatch(entry ->
                            entry.kind() == LedgerEntry.Kind.DELIVERED || entry.kind() == LedgerEntry.Kind.REFUNDED);
        }

        @Override
        public List<LedgerEntry> undelivered(Instant settledBefore, int limit) {
            return select(
                    entry -> entry.kind() == LedgerEntry.Kind.SETTLED
                            && entry.at().isBefore(settledBefore)
                            && !isDone(entry),
                    limit);
        }
    }

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends PaymentLedgerContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore();
        }
    }

    static final class WritesTwice extends PaymentLedgerContract {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                void add(LedgerEntry entry) {
                    String id = byId.containsKey(entry.id()) ? entry.id() + ":" + byId.size() : entry.id();
                    byId.put(id, entry);
                }
            };
        }
    }

    static final class LosesWhatIsToldAtOnce extends PaymentLedgerContract {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                private List<LedgerEntry> all = List.of();

                @Override
                public void append(List<LedgerEntry> entries) {
                    List<LedgerEntry> more = new ArrayList<>(all);
                    more.addAll(List.copyOf(entries));
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    all = more;
                }

                @Override
                List<LedgerEntry> select(Predicate<LedgerEntry> wanted, int limit) {
                    return all.stream()
                            .filter(wanted)
                            .distinct()
                            .sorted(IN_ORDER)
                            .limit(limit)
                            .toList();
                }
            };
        }
    }

    static final class Changes extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                void add(LedgerEntry entry) {
                    byId.put(entry.id(), entry);
                }
            };
        }
    }

    static final class AddsOneByOne extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                public void append(List<LedgerEntry> entries) {
                    for (LedgerEntry entry : entries) {
                        synchronized (byId) {
                            add(entry);
                        }
                        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    }
                }
            };
        }
    }

    static final class StopsAtTheFirstThatIsThere extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                public void append(List<LedgerEntry> entries) {
                    if (entries.isEmpty() || !byId.containsKey(entries.get(0).id())) {
                        super.append(entries);
                    }
                }
            };
        }
    }

    static final class PagesByTimeOnly extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                boolean isAfter(LedgerEntry entry, LedgerEntry after) {
                    return after == null || entry.at().isAfter(after.at());
                }
            };
        }
    }

    static final class BeginsPagesWithTheLastEntry extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                boolean isAfter(LedgerEntry entry, LedgerEntry after) {
                    return after == null || IN_ORDER.compare(entry, after) >= 0;
                }
            };
        }
    }

    static final class ClosesSpansAtTheEnd extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                public List<LedgerEntry> between(Instant from, Instant to, LedgerEntry after, int limit) {
                    return super.between(from, to.plusMillis(1), after, limit);
                }
            };
        }
    }

    static final class OrdersByDictionary extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                List<LedgerEntry> select(Predicate<LedgerEntry> wanted, int limit) {
                    return super.select(wanted, Integer.MAX_VALUE).stream()
                            .sorted(Comparator.comparing(LedgerEntry::at)
                                    .thenComparing(entry -> entry.id().toLowerCase(Locale.ROOT)))
                            .limit(limit)
                            .toList();
                }
            };
        }
    }

    static final class TakesFailuresForDeliveries extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                boolean isDone(LedgerEntry settled) {
                    return byChallenge(settled.challengeId()).size() > 1;
                }
            };
        }
    }

    static final class ForgetsRefunds extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                boolean isDone(LedgerEntry settled) {
                    return byChallenge(settled.challengeId()).stream()
                            .anyMatch(entry -> entry.kind() == LedgerEntry.Kind.DELIVERED);
                }
            };
        }
    }

    static final class LooksForRefundsUnderTheReferenceOfThePayment extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                boolean isDone(LedgerEntry settled) {
                    return byReference(settled.reference()).stream()
                            .anyMatch(entry -> entry.kind() != LedgerEntry.Kind.SETTLED
                                    && entry.kind() != LedgerEntry.Kind.UNDELIVERED);
                }
            };
        }
    }

    static final class CountsWhatIsOnItsWay extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                public List<LedgerEntry> undelivered(Instant settledBefore, int limit) {
                    return super.undelivered(settledBefore.plusMillis(1), limit);
                }
            };
        }
    }

    static final class TakesPaymentsForAlike extends FewRounds {
        @Override
        protected PaymentLedger newLedger() {
            return new SeededStore() {
                @Override
                public List<LedgerEntry> byChallenge(String challengeId) {
                    return select(entry -> entry.challengeId().equalsIgnoreCase(challengeId), Integer.MAX_VALUE);
                }
            };
        }
    }

    @Test
    void aCorrectStorePasses() {
        assertThat(ContractRun.of(Correct.class).failed()).isEmpty();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        WritesTwice.class, List.of("tellingTwiceDoesNoHarm", "whatIsToldByManyAtOnceIsWrittenOnce")),
                Arguments.of(LosesWhatIsToldAtOnce.class, List.of("noEntryOfManyAtOnceIsLost")),
                Arguments.of(Changes.class, List.of("anEntryNeverChanges")),
                Arguments.of(
                        AddsOneByOne.class, List.of("nothingIsAddedIfNotAllIs", "whatIsAddedTogetherIsSeenTogether")),
                Arguments.of(StopsAtTheFirstThatIsThere.class, List.of("tellingTwiceDoesNoHarm")),
                Arguments.of(
                        PagesByTimeOnly.class, List.of("pagesHoldEverythingOnce", "whatIsAddedLaterComesOnALaterPage")),
                Arguments.of(BeginsPagesWithTheLastEntry.class, List.of("pagesHoldEverythingOnce")),
                Arguments.of(ClosesSpansAtTheEnd.class, List.of("aSpanBeginsWithItsFirstMomentAndEndsBeforeItsLast")),
                Arguments.of(
                        OrdersByDictionary.class, List.of("entriesOfOneMomentAreOrderedByTheirIdsAsTheyAreWritten")),
                Arguments.of(
                        TakesFailuresForDeliveries.class,
                        List.of("whatIsSettledAndNeitherDeliveredNorRefundedIsUndelivered")),
                Arguments.of(ForgetsRefunds.class, List.of("whatIsSettledAndNeitherDeliveredNorRefundedIsUndelivered")),
                Arguments.of(
                        LooksForRefundsUnderTheReferenceOfThePayment.class,
                        List.of("whatIsSettledAndNeitherDeliveredNorRefundedIsUndelivered")),
                Arguments.of(CountsWhatIsOnItsWay.class, List.of("whatWasSettledJustNowMayStillBeOnItsWay")),
                Arguments.of(TakesPaymentsForAlike.class, List.of("paymentsAreToldApartToTheLetter")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends PaymentLedgerContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
