package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
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
import org.mpp4j.store.ChallengeStore;

/** The contract is worth something only if stores with faults fail it. */
class ChallengeStoreContractCatchesTest {

    record Held(String value, Instant expiresAt) {}

    /** A store whose every step can be got wrong. Right as it stands. */
    static class SeededStore implements ChallengeStore {

        final Map<String, Held> records = new ConcurrentHashMap<>();
        final InstantSource clock;

        SeededStore(InstantSource clock) {
            this.clock = clock;
        }

        boolean isLive(Held held) {
            return held.expiresAt().isAfter(clock.instant());
        }

        @Override
        public boolean put(String key, String value, Instant expiresAt) {
            Held mine = new Held(value, expiresAt);
            return records.compute(key, (k, held) -> held != null && isLive(held) ? held : mine) == mine;
        }

        @Override
        public Optional<String> find(String key) {
            return Optional.ofNullable(records.get(key)).filter(this::isLive).map(Held::value);
        }

        @Override
        public boolean remove(String key) {
            Held held = records.remove(key);
            return held != null && isLive(held);
        }

        @Override
        public int purge(int limit) {
            return (int) records.entrySet().stream()
                    .filter(entry -> !isLive(entry.getValue()))
                    .limit(limit)
                    .filter(entry -> records.remove(entry.getKey(), entry.getValue()))
                    .count();
        }
    }

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends ChallengeStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock);
        }
    }

    static final class Replaces extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean put(String key, String value, Instant expiresAt) {
                    return records.put(key, new Held(value, expiresAt)) == null;
                }
            };
        }
    }

    static final class LooksThenKeeps extends ChallengeStoreContract {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean put(String key, String value, Instant expiresAt) {
                    boolean free = find(key).isEmpty();
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    if (free) {
                        records.put(key, new Held(value, expiresAt));
                    }
                    return free;
                }
            };
        }
    }

    static final class LooksThenRemoves extends ChallengeStoreContract {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean remove(String key) {
                    boolean there = find(key).isPresent();
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    records.remove(key);
                    return there;
                }
            };
        }
    }

    static final class ForgetsOneTickEarly extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Held held) {
                    return held.expiresAt().isAfter(clock.instant().plusMillis(1));
                }
            };
        }
    }

    static final class ForgetsOneTickLate extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Held held) {
                    return !held.expiresAt().isBefore(clock.instant());
                }
            };
        }
    }

    static final class RemovesWhatIsOver extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean remove(String key) {
                    return records.remove(key) != null;
                }
            };
        }
    }

    static final class CutsLongValues extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean put(String key, String value, Instant expiresAt) {
                    return super.put(key, value.substring(0, Math.min(value.length(), 65_535)), expiresAt);
                }
            };
        }
    }

    static final class PurgesEverything extends FewRounds {
        @Override
        protected ChallengeStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public int purge(int limit) {
                    int all = records.size();
                    records.clear();
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
                Arguments.of(Replaces.class, List.of("aRecordIsNotReplaced")),
                Arguments.of(
                        LooksThenKeeps.class,
                        List.of("ofManyRecordsAtOnceOneIsKept", "ofManyRecordsInThePlaceOfOneThatIsOverOneIsKept")),
                Arguments.of(LooksThenRemoves.class, List.of("ofManyRemovalsAtOnceOneSucceeds")),
                Arguments.of(ForgetsOneTickEarly.class, List.of("aRecordIsOverExactlyWhenItsTimeIs")),
                Arguments.of(ForgetsOneTickLate.class, List.of("aRecordIsOverExactlyWhenItsTimeIs")),
                Arguments.of(RemovesWhatIsOver.class, List.of("aRecordIsOverExactlyWhenItsTimeIs")),
                Arguments.of(CutsLongValues.class, List.of("theLongestKeysAndValuesFit")),
                Arguments.of(PurgesEverything.class, List.of("whatIsNotOverIsNotPurged")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends ChallengeStoreContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
