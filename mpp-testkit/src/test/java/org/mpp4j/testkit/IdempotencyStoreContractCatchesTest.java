package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.StoredAnswer;

/** The contract is worth something only if stores with faults fail it. */
class IdempotencyStoreContractCatchesTest {

    /** A store whose every step can be got wrong. Right as it stands. */
    static class SeededStore implements IdempotencyStore {

        final Map<String, Entry> entries = new ConcurrentHashMap<>();
        final InstantSource clock;

        SeededStore(InstantSource clock) {
            this.clock = clock;
        }

        boolean isLive(Entry entry) {
            return entry.expiresAt().isAfter(clock.instant());
        }

        void put(Entry entry) {
            entries.compute(entry.key(), (key, held) -> held != null && isLive(held) ? held : entry);
        }

        @Override
        public void put(List<Entry> all) {
            all.forEach(this::put);
        }

        @Override
        public Optional<StoredAnswer> find(String key) {
            return Optional.ofNullable(entries.get(key)).filter(this::isLive).map(Entry::answer);
        }

        @Override
        public int purge(int limit) {
            List<Entry> over = entries.values().stream()
                    .filter(entry -> !isLive(entry))
                    .limit(limit)
                    .toList();
            return (int) over.stream().filter(this::forget).count();
        }

        boolean forget(Entry entry) {
            return entries.remove(entry.key(), entry);
        }
    }

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends IdempotencyStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock);
        }
    }

    static final class LastAnswerWins extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                void put(Entry entry) {
                    entries.put(entry.key(), entry);
                }
            };
        }
    }

    static final class LooksThenKeeps extends IdempotencyStoreContract {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                void put(Entry entry) {
                    boolean free = find(entry.key()).isEmpty();
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    if (free) {
                        entries.put(entry.key(), entry);
                    }
                }
            };
        }
    }

    static final class ForgetsOneTickEarly extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return entry.expiresAt().isAfter(clock.instant().plusMillis(1));
                }
            };
        }
    }

    static final class ForgetsOneTickLate extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return !entry.expiresAt().isBefore(clock.instant());
                }
            };
        }
    }

    static final class KeepsWhatIsOverUntilItIsPurged extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                void put(Entry entry) {
                    entries.putIfAbsent(entry.key(), entry);
                }
            };
        }
    }

    static final class StopsAtTheFirstThatIsThere extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public void put(List<Entry> all) {
                    for (Entry entry : all) {
                        if (find(entry.key()).isPresent()) {
                            return;
                        }
                        put(entry);
                    }
                }
            };
        }
    }

    static final class LosesTheBody extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                void put(Entry entry) {
                    super.put(new Entry(
                            entry.key(),
                            new StoredAnswer(
                                    entry.answer().fingerprint(),
                                    entry.answer().status(),
                                    entry.answer().headers(),
                                    new byte[0]),
                            entry.expiresAt()));
                }
            };
        }
    }

    static final class TakesKeysForAlike extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public Optional<StoredAnswer> find(String key) {
                    return super.find(key.strip());
                }
            };
        }
    }

    static final class PurgesInTwoSteps extends IdempotencyStoreContract {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean forget(Entry entry) {
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    return entries.remove(entry.key()) != null;
                }
            };
        }
    }

    static final class PurgesEverything extends FewRounds {
        @Override
        protected IdempotencyStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public int purge(int limit) {
                    int all = entries.size();
                    entries.clear();
                    return all;
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
                Arguments.of(LastAnswerWins.class, List.of("theFirstAnswerStays", "whatOneDoorKeepsTheOtherFinds")),
                Arguments.of(LooksThenKeeps.class, List.of("ofManyAnswersAtOnceOneStaysAndEverybodyFindsIt")),
                Arguments.of(ForgetsOneTickEarly.class, List.of("anAnswerIsOverExactlyWhenItsTimeIs")),
                Arguments.of(ForgetsOneTickLate.class, List.of("anAnswerIsOverExactlyWhenItsTimeIs")),
                Arguments.of(KeepsWhatIsOverUntilItIsPurged.class, List.of("afterItsTimeAnAnswerMakesRoomForTheNext")),
                Arguments.of(StopsAtTheFirstThatIsThere.class, List.of("severalAnswersAreKeptInOneCall")),
                Arguments.of(LosesTheBody.class, List.of("anAnswerIsGivenBackWhole")),
                Arguments.of(TakesKeysForAlike.class, List.of("keysAreToldApartToTheLetter")),
                Arguments.of(PurgesInTwoSteps.class, List.of("purgesInTheMidstOfAnswersTakeNoNewOneAway")),
                Arguments.of(
                        PurgesEverything.class, List.of("whatIsNotOverIsNotPurged", "whatIsOverIsPurgedAndCounted")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends IdempotencyStoreContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
