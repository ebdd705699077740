package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.ReplayStore;

/** The contract is worth something only if stores with faults fail it. */
class ReplayStoreContractCatchesTest {

    /** A store whose every step can be got wrong. Right as it stands. */
    static class SeededStore implements ReplayStore {

        enum State {
            IN_FLIGHT,
            UNDECIDED,
            SPENT
        }

        record Entry(String holder, State state, Instant expiresAt) {}

        final Map<String, Entry> entries = new ConcurrentHashMap<>();
        final InstantSource clock;

        SeededStore(InstantSource clock) {
            this.clock = clock;
        }

        boolean isLive(Entry entry) {
            return entry != null && entry.expiresAt().isAfter(clock.instant());
        }

        boolean belongsTo(Entry entry, String holder) {
            return isLive(entry) && entry.holder().equals(holder);
        }

        @Override
        public Claim claim(String key, String holder, Instant expiresAt) {
            synchronized (entries) {
                Claim found = look(key, holder);
                if (found == Claim.CLAIMED) {
                    entries.put(key, new Entry(holder, State.IN_FLIGHT, expiresAt));
                }
                return found;
            }
        }

        Claim look(String key, String holder) {
            Entry held = entries.get(key);
            if (!isLive(held)) {
                return Claim.CLAIMED;
            }
            return switch (held.state()) {
                case SPENT -> Claim.SPENT;
                case IN_FLIGHT -> Claim.IN_FLIGHT;
                case UNDECIDED -> belongsTo(held, holder) ? Claim.UNDECIDED : Claim.IN_FLIGHT;
            };
        }

        boolean isIn(State state, Entry held, String holder) {
            return belongsTo(held, holder) && held.state() == state;
        }

        @Override
        public boolean resume(String key, String holder) {
            synchronized (entries) {
                Entry held = entries.get(key);
                if (!isIn(State.UNDECIDED, held, holder)) {
                    return false;
                }
                entries.put(key, new Entry(holder, State.IN_FLIGHT, held.expiresAt()));
                return true;
            }
        }

        @Override
        public void undecided(String key, String holder, Instant keepUntil) {
            synchronized (entries) {
                if (isIn(State.IN_FLIGHT, entries.get(key), holder)) {
                    entries.put(key, new Entry(holder, State.UNDECIDED, keepUntil));
                }
            }
        }

        @Override
        public void spent(String key, String holder) {
            synchronized (entries) {
                Entry held = entries.get(key);
                if (isIn(State.IN_FLIGHT, held, holder)) {
                    entries.put(key, new Entry(holder, State.SPENT, held.expiresAt()));
                }
            }
        }

        @Override
        public void release(String key, String holder) {
            synchronized (entries) {
                if (isIn(State.IN_FLIGHT, entries.get(key), holder)) {
                    entries.remove(key);
                }
            }
        }
    }

    /** The seeded races are lost in any round. */
    abstract static class FewRounds extends ReplayStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock);
        }
    }

    static final class ChecksThenActs extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public Claim claim(String key, String holder, Instant expiresAt) {
                    Claim found = look(key, holder);
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    if (found == Claim.CLAIMED) {
                        entries.put(key, new Entry(holder, State.IN_FLIGHT, expiresAt));
                    }
                    return found;
                }
            };
        }
    }

    static final class ResumesTwice extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public boolean resume(String key, String holder) {
                    Entry held = entries.get(key);
                    boolean free = isIn(State.UNDECIDED, held, holder);
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                    if (free) {
                        entries.put(key, new Entry(holder, State.IN_FLIGHT, held.expiresAt()));
                    }
                    return free;
                }
            };
        }
    }

    static final class ReleasesForAnybody extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public void release(String key, String holder) {
                    entries.computeIfPresent(key, (k, held) -> held.state() == State.IN_FLIGHT ? null : held);
                }
            };
        }
    }

    static final class ReleasesInAnyState extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public void release(String key, String holder) {
                    entries.computeIfPresent(key, (k, held) -> held.holder().equals(holder) ? null : held);
                }
            };
        }
    }

    static final class ForgetsOneTickLate extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return entry != null && !entry.expiresAt().isBefore(clock.instant());
                }
            };
        }
    }

    static final class ForgetsOneTickEarly extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return entry != null
                            && entry.expiresAt().isAfter(clock.instant().plusMillis(1));
                }
            };
        }
    }

    static final class NeverForgets extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return entry != null;
                }
            };
        }
    }

    static final class TakesHoldersForAlike extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                boolean belongsTo(Entry entry, String holder) {
                    return isLive(entry) && entry.holder().equalsIgnoreCase(holder);
                }
            };
        }
    }

    static final class TakesKeysForAlike extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public Claim claim(String key, String holder, Instant expiresAt) {
                    return super.claim(key.strip(), holder, expiresAt);
                }
            };
        }
    }

    static final class IgnoresHowLongToKeepWhatIsUndecided extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public void undecided(String key, String holder, Instant keepUntil) {
                    Entry held = entries.get(key);
                    super.undecided(key, holder, held == null ? keepUntil : held.expiresAt());
                }
            };
        }
    }

    static final class SpendsWhatIsUndecided extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                public void spent(String key, String holder) {
                    resume(key, holder);
                    super.spent(key, holder);
                }
            };
        }
    }

    static final class TellsEverybodyThatItIsUndecided extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededStore(clock) {
                @Override
                Claim look(String key, String holder) {
                    Entry held = entries.get(key);
                    return isLive(held) && held.state() == State.UNDECIDED ? Claim.UNDECIDED : super.look(key, holder);
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
                Arguments.of(ChecksThenActs.class, "ofManyClaimsAtOnceOneSucceeds"),
                Arguments.of(ChecksThenActs.class, "ofManyClaimsOfAKeyWhoseTimeIsOverOneSucceeds"),
                Arguments.of(ResumesTwice.class, "ofManyResumesAtOnceOneSucceeds"),
                Arguments.of(ReleasesForAnybody.class, "onlyTheHolderReleasesAKey"),
                Arguments.of(ReleasesInAnyState.class, "nothingComesAfterSpent"),
                Arguments.of(ForgetsOneTickLate.class, "aSpentKeyIsUnknownAgainExactlyWhenItsTimeIsOver"),
                Arguments.of(ForgetsOneTickEarly.class, "aSpentKeyIsUnknownAgainExactlyWhenItsTimeIsOver"),
                Arguments.of(NeverForgets.class, "aKeyInFlightIsUnknownAgainExactlyWhenItsTimeIsOver"),
                Arguments.of(TakesHoldersForAlike.class, "holdersAreToldApartToTheLetter"),
                Arguments.of(TakesKeysForAlike.class, "keysDoNotTouchEachOther"),
                Arguments.of(IgnoresHowLongToKeepWhatIsUndecided.class, "anUndecidedKeyIsKeptForLongerIfSoAsked"),
                Arguments.of(SpendsWhatIsUndecided.class, "anUndecidedKeyIsNeitherReleasedNorSpentBeforeItIsResumed"),
                Arguments.of(TellsEverybodyThatItIsUndecided.class, "anUndecidedKeyIsTakenUpAgainByItsHolderOnly"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends ReplayStoreContract> fault, String where) {
        assertThat(ContractRun.of(fault).failed()).contains(where);
    }
}
