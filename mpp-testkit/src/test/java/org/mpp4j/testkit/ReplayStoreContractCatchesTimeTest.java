package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.UnresolvedClaim;

/** Faults of stores that show only as time passes, or when it has passed. */
class ReplayStoreContractCatchesTimeTest {

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends ReplayStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class RenewsInTwoSteps extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isAtomic(Step step) {
                    return step != Step.RENEW;
                }
            };
        }
    }

    static final class PurgesInTwoSteps extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isAtomic(Step step) {
                    return step != Step.PURGE;
                }
            };
        }
    }

    static final class ForgetsWhatHasLapsed extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return super.isLive(entry) && (entry.state() != State.IN_FLIGHT || !hasLapsed(entry));
                }
            };
        }
    }

    static final class LapsesForEverybody extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                Claim found(Entry held, Attempt attempt) {
                    return held.state() == State.IN_FLIGHT && hasLapsed(held)
                            ? Claim.UNDECIDED
                            : super.found(held, attempt);
                }
            };
        }
    }

    static final class NeverLapses extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean hasLapsed(Entry entry) {
                    return false;
                }
            };
        }
    }

    static final class LapsesOneTickEarly extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean hasLapsed(Entry entry) {
                    return !entry.looked().isAfter(clock.instant().plusMillis(1));
                }
            };
        }
    }

    static final class LapsesOneTickLate extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean hasLapsed(Entry entry) {
                    return entry.looked().isBefore(clock.instant());
                }
            };
        }
    }

    static final class ForgetsOneTickEarly extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return entry.expiresAt().isAfter(clock.instant().plusMillis(1));
                }
            };
        }
    }

    static final class ForgetsOneTickLate extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return !entry.expiresAt().isBefore(clock.instant());
                }
            };
        }
    }

    static final class NeverForgets extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isLive(Entry entry) {
                    return true;
                }
            };
        }
    }

    static final class ForgetsWhatIsInFlight extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                Instant keptUntil(Instant expiresAt, Instant leaseEnd) {
                    return expiresAt;
                }
            };
        }
    }

    static final class RefusesLateEndings extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean mayEnd(Entry held, Ending ending) {
                    return super.mayEnd(held, ending) && !hasLapsed(held);
                }
            };
        }
    }

    static final class RenewsForEarlierAttempts extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isRenewable(Entry held, Attempt attempt) {
                    return isLive(held) && held.state() == State.IN_FLIGHT && isSameHolder(held.attempt(), attempt);
                }
            };
        }
    }

    static final class RenewsWhatHasEnded extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isRenewable(Entry held, Attempt attempt) {
                    return isLive(held) && isSameAttempt(held.attempt(), attempt);
                }
            };
        }
    }

    static final class RenewsWhatIsOver extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isRenewable(Entry held, Attempt attempt) {
                    return held.state() == State.IN_FLIGHT && isSameAttempt(held.attempt(), attempt);
                }
            };
        }
    }

    static final class RefusesLateRenewals extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isRenewable(Entry held, Attempt attempt) {
                    return super.isRenewable(held, attempt) && !hasLapsed(held);
                }
            };
        }
    }

    static final class ForgetsTheMemoOfWhatIsResumed extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                void putInFlight(String key, Entry held, Attempt attempt, Duration lease) {
                    super.putInFlight(
                            key,
                            new Entry(held.attempt(), held.state(), held.looked(), held.expiresAt(), null),
                            attempt,
                            lease);
                }
            };
        }
    }

    static final class ListsWhatIsPaid extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isUnresolved(Entry held) {
                    return held.memo() != null && isLive(held) && isOpen(held);
                }
            };
        }
    }

    static final class ListsWhatIsOver extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isUnresolved(Entry held) {
                    return held.memo() != null && isOpen(held) && held.state() != State.PAID;
                }
            };
        }
    }

    static final class ListsUndecidedOnly extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isUnresolved(Entry held) {
                    return super.isUnresolved(held) && held.state() == State.UNDECIDED;
                }
            };
        }
    }

    static final class ListsInReverse extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                public List<UnresolvedClaim> unresolved(int limit) {
                    return super.unresolved(Integer.MAX_VALUE).stream()
                            .sorted((a, b) -> b.key().compareTo(a.key()))
                            .limit(limit)
                            .toList();
                }
            };
        }
    }

    static final class PurgesLiveClaims extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean mayForget(Entry held) {
                    return super.mayForget(held) || held.state() == State.IN_FLIGHT && hasLapsed(held);
                }
            };
        }
    }

    static final class PurgesWithoutEnd extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                public int purge(int limit) {
                    return super.purge(Integer.MAX_VALUE);
                }
            };
        }
    }

    static final class NeverPurges extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                public int purge(int limit) {
                    return 0;
                }
            };
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(RenewsInTwoSteps.class, List.of("aRenewalAndAResumeOfALapsedKeyNeverBothSucceed")),
                Arguments.of(
                        PurgesInTwoSteps.class, List.of("purgesInTheMidstOfClaimsTakeNothingFromTheOneThatSucceeds")),
                Arguments.of(
                        ForgetsWhatHasLapsed.class,
                        List.of("aLeaseRunsOutExactlyAtItsEnd", "aLapsedKeyIsStillNobodyElses")),
                Arguments.of(LapsesForEverybody.class, List.of("aLapsedKeyIsStillNobodyElses")),
                Arguments.of(
                        NeverLapses.class,
                        List.of("aLeaseRunsOutExactlyAtItsEnd", "undecidedAndLapsedClaimsAreUnresolved")),
                Arguments.of(LapsesOneTickEarly.class, List.of("aLeaseRunsOutExactlyAtItsEnd")),
                Arguments.of(LapsesOneTickLate.class, List.of("aLeaseRunsOutExactlyAtItsEnd")),
                Arguments.of(
                        ForgetsOneTickEarly.class,
                        List.of(
                                "whatHasEndedIsKeptExactlyAsLongAsItsEndingSays",
                                "aLapsedKeyIsUnknownAgainExactlyWhenItsTimeIsOver")),
                Arguments.of(
                        ForgetsOneTickLate.class,
                        List.of(
                                "whatHasEndedIsKeptExactlyAsLongAsItsEndingSays",
                                "aLapsedKeyIsUnknownAgainExactlyWhenItsTimeIsOver")),
                Arguments.of(NeverForgets.class, List.of("aLapsedKeyIsUnknownAgainExactlyWhenItsTimeIsOver")),
                Arguments.of(
                        ForgetsWhatIsInFlight.class,
                        List.of(
                                "aKeyIsInFlightWhileItsLeaseRunsThoughItsTimeIsOver",
                                "aKeyIsInFlightWhileItsLeaseIsRenewedThoughItsTimeIsOver",
                                "whatStillCountsIsNotPurged")),
                Arguments.of(RefusesLateEndings.class, List.of("anEndingAfterTheLeaseCountsIfNobodyTookTheKeyUp")),
                Arguments.of(
                        RenewsForEarlierAttempts.class,
                        List.of("aLeaseIsNotRenewedOnceAnotherAttemptOfTheSameHolderTookTheKeyUp")),
                Arguments.of(RenewsWhatHasEnded.class, List.of("onlyWhatIsInFlightForAnAttemptIsRenewed")),
                Arguments.of(RenewsWhatIsOver.class, List.of("aRenewalMakesNothingKnownAgain")),
                Arguments.of(RefusesLateRenewals.class, List.of("aLapsedLeaseIsRenewedIfNobodyTookTheKeyUp")),
                Arguments.of(
                        ForgetsTheMemoOfWhatIsResumed.class,
                        List.of("whatIsTakenUpAgainIsNotUnresolvedUntilItIsLeftAgain")),
                Arguments.of(ListsWhatIsPaid.class, List.of("whatHasAnOutcomeIsNotUnresolved")),
                Arguments.of(ListsWhatIsOver.class, List.of("nothingIsUnresolvedAnyMoreExactlyWhenItsTimeIsOver")),
                Arguments.of(ListsUndecidedOnly.class, List.of("undecidedAndLapsedClaimsAreUnresolved")),
                Arguments.of(ListsInReverse.class, List.of("whatWasNotLookedAtForTheLongestTimeComesFirst")),
                Arguments.of(PurgesLiveClaims.class, List.of("whatStillCountsIsNotPurged")),
                Arguments.of(PurgesWithoutEnd.class, List.of("whatIsOverIsPurgedAndCounted")),
                Arguments.of(NeverPurges.class, List.of("whatIsOverIsPurgedAndCounted")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends ReplayStoreContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
