package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;

/** The contract is worth something only if stores with faults fail it. */
class SessionStoreContractCatchesTest {

    /** A store whose every step can be got wrong. Right as it stands. */
    static class SeededStore implements SessionStore {

        final Map<String, SessionRecord> records = new ConcurrentHashMap<>();

        @Override
        public Optional<SessionRecord> find(String key) {
            return Optional.ofNullable(records.get(key));
        }

        long version(String key) {
            return find(key).map(SessionRecord::version).orElse(0L);
        }

        @Override
        public synchronized boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
            if (version(key) != expectedVersion) {
                return false;
            }
            records.put(key, new SessionRecord(key, expectedVersion + 1, value, dueAt));
            return true;
        }

        @Override
        public synchronized boolean remove(String key, long expectedVersion) {
            if (expectedVersion == 0 || version(key) != expectedVersion) {
                return false;
            }
            records.remove(key);
            return true;
        }

        boolean isDue(SessionRecord session, Instant now) {
            return !session.dueAt().isAfter(now);
        }

        boolean isOurs(SessionRecord session, String prefix) {
            return session.key().startsWith(prefix);
        }

        @Override
        public List<SessionRecord> due(String prefix, Instant now, int limit) {
            return records.values().stream()
                    .filter(session -> isDue(session, now) && isOurs(session, prefix))
                    .sorted(Comparator.comparing(SessionRecord::dueAt))
                    .limit(limit)
                    .toList();
        }
    }

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends SessionStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore();
        }
    }

    static final class LosesUpdates extends SessionStoreContract {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public boolean compareAndSet(String key, long expectedVersion, String value, Instant dueAt) {
                    if (version(key) != expectedVersion) {
                        return false;
                    }
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    records.put(key, new SessionRecord(key, expectedVersion + 1, value, dueAt));
                    return true;
                }
            };
        }
    }

    static final class LastChangeWins extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public synchronized boolean compareAndSet(
                        String key, long expectedVersion, String value, Instant dueAt) {
                    return super.compareAndSet(key, version(key), value, dueAt);
                }
            };
        }
    }

    static final class ComparesLess extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public synchronized boolean compareAndSet(
                        String key, long expectedVersion, String value, Instant dueAt) {
                    return expectedVersion >= version(key) && super.compareAndSet(key, version(key), value, dueAt);
                }
            };
        }
    }

    static final class KeepsTheVersionOfAnEqualValue extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public synchronized boolean compareAndSet(
                        String key, long expectedVersion, String value, Instant dueAt) {
                    boolean same = find(key)
                            .filter(held -> held.version() == expectedVersion
                                    && held.value().equals(value))
                            .isPresent();
                    return same || super.compareAndSet(key, expectedVersion, value, dueAt);
                }
            };
        }
    }

    static final class RemovesAnyVersion extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public synchronized boolean remove(String key, long expectedVersion) {
                    return records.remove(key) != null;
                }
            };
        }
    }

    static final class RemovesInTwoSteps extends SessionStoreContract {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public boolean remove(String key, long expectedVersion) {
                    boolean latest = expectedVersion != 0 && version(key) == expectedVersion;
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    if (latest) {
                        records.remove(key);
                    }
                    return latest;
                }
            };
        }
    }

    static final class ReadsWhatIsStale extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                private final Map<String, SessionRecord> seen = new ConcurrentHashMap<>();

                /** Of each version once: who tries again until it succeeds would go on for ever. */
                private final Set<SessionRecord> stale = ConcurrentHashMap.newKeySet();

                @Override
                public Optional<SessionRecord> find(String key) {
                    return Optional.ofNullable(seen.compute(
                            key,
                            (k, old) -> old != null
                                            && records.containsKey(k)
                                            && !old.equals(records.get(k))
                                            && old.version() % 3 == 1
                                            && stale.add(old)
                                    ? old
                                    : records.get(k)));
                }

                @Override
                long version(String key) {
                    return super.find(key).map(SessionRecord::version).orElse(0L);
                }
            };
        }
    }

    static final class DueOneTickEarly extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                boolean isDue(SessionRecord session, Instant now) {
                    return !session.dueAt().isAfter(now.plusMillis(1));
                }
            };
        }
    }

    static final class DueOneTickLate extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                boolean isDue(SessionRecord session, Instant now) {
                    return session.dueAt().isBefore(now);
                }
            };
        }
    }

    static final class KeepsTheFirstDueTime extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public synchronized boolean compareAndSet(
                        String key, long expectedVersion, String value, Instant dueAt) {
                    return super.compareAndSet(
                            key,
                            expectedVersion,
                            value,
                            find(key).map(SessionRecord::dueAt).orElse(dueAt));
                }
            };
        }
    }

    static final class DueForEverybody extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                boolean isOurs(SessionRecord session, String prefix) {
                    return true;
                }
            };
        }
    }

    static final class DueInReverse extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public List<SessionRecord> due(String prefix, Instant now, int limit) {
                    return super.due(prefix, now, limit).stream()
                            .sorted(Comparator.comparing(SessionRecord::dueAt).reversed())
                            .toList();
                }
            };
        }
    }

    static final class TakesKeysForAlike extends FewRounds {
        @Override
        protected SessionStore newStore() {
            return new SeededStore() {
                @Override
                public Optional<SessionRecord> find(String key) {
                    return super.find(key.strip());
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
                        LosesUpdates.class,
                        List.of("noIncrementOfACounterIsLost", "ofManyChangesOfOneVersionOneSucceeds")),
                Arguments.of(LastChangeWins.class, List.of("whoHasNotSeenTheLatestVersionReplacesNothing")),
                Arguments.of(
                        ComparesLess.class,
                        List.of("whoHasNotSeenTheLatestVersionReplacesNothing", "aRemovedSessionBeginsAnew")),
                Arguments.of(KeepsTheVersionOfAnEqualValue.class, List.of("replacingAValueByTheSameIsANewVersion")),
                Arguments.of(RemovesAnyVersion.class, List.of("onlyTheLatestVersionIsRemoved")),
                Arguments.of(RemovesInTwoSteps.class, List.of("ofManyRemovalsAndAChangeOneSucceeds")),
                Arguments.of(ReadsWhatIsStale.class, List.of("whatOneDoorDoesTheOtherSees")),
                Arguments.of(DueOneTickEarly.class, List.of("aSessionIsDueExactlyFromItsTimeOn")),
                Arguments.of(DueOneTickLate.class, List.of("aSessionIsDueExactlyFromItsTimeOn")),
                Arguments.of(KeepsTheFirstDueTime.class, List.of("theLatestVersionSaysWhenASessionIsDue")),
                Arguments.of(DueForEverybody.class, List.of("whatOthersHaveToLookAtDoesNotCount")),
                Arguments.of(DueInReverse.class, List.of("theLongestOverdueComesFirst")),
                Arguments.of(TakesKeysForAlike.class, List.of("keysAreToldApartToTheLetter")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends SessionStoreContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
