package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.Ending;
import org.mpp4j.store.Ending.How;
import org.mpp4j.store.ReplayStore;

/** The contract is worth something only if stores with faults fail it. */
class ReplayStoreContractCatchesTest {

    /** For faults that show in any round; those that only a race shows have all rounds. */
    abstract static class FewRounds extends ReplayStoreContract {
        @Override
        protected int rounds() {
            return 5;
        }
    }

    static final class Correct extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock);
        }
    }

    static final class ClaimsInTwoSteps extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isAtomic(Step step) {
                    return step != Step.CLAIM;
                }
            };
        }
    }

    static final class ResumesInTwoSteps extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isAtomic(Step step) {
                    return step != Step.RESUME;
                }
            };
        }
    }

    static final class EndsInTwoSteps extends ReplayStoreContract {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isAtomic(Step step) {
                    return step != Step.END;
                }
            };
        }
    }

    static final class EndsForEarlierAttempts extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean mayEnd(Entry held, Ending ending) {
                    return held.state() == State.IN_FLIGHT && isSameHolder(held.attempt(), ending.attempt());
                }
            };
        }
    }

    static final class EndsForAnybodyWithTheToken extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean mayEnd(Entry held, Ending ending) {
                    return held.state() == State.IN_FLIGHT
                            && held.attempt().token().equals(ending.attempt().token());
                }
            };
        }
    }

    static final class EndsTwice extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean mayEnd(Entry held, Ending ending) {
                    return isSameAttempt(held.attempt(), ending.attempt());
                }
            };
        }
    }

    static final class StopsAtTheFirstForeignEnding extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                public void end(List<Ending> endings) {
                    for (Ending ending : endings) {
                        Entry held = entries.get(ending.key());
                        if (held == null || !mayEnd(held, ending)) {
                            return;
                        }
                        end(ending);
                    }
                }
            };
        }
    }

    static final class TakesPaidForSpent extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isOpen(Entry entry) {
                    return entry.state() != State.PAID && super.isOpen(entry);
                }
            };
        }
    }

    static final class TakesHoldersForAlike extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isSameHolder(Attempt one, Attempt other) {
                    return one.holder().equalsIgnoreCase(other.holder());
                }
            };
        }
    }

    static final class TakesTokensForAlike extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                boolean isSameAttempt(Attempt one, Attempt other) {
                    return isSameHolder(one, other) && one.token().equalsIgnoreCase(other.token());
                }
            };
        }
    }

    static final class TakesKeysForAlike extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                public Claim claim(String key, Attempt attempt, Duration lease, Instant expiresAt, String memo) {
                    return super.claim(key.strip(), attempt, lease, expiresAt, memo);
                }
            };
        }
    }

    static final class DoesNotKnowItsOwnClaimAgain extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                Claim found(Entry held, Attempt attempt) {
                    Claim found = super.found(held, attempt);
                    return found == Claim.CLAIMED ? Claim.IN_FLIGHT : found;
                }
            };
        }
    }

    static final class KeepsWhatIsUndecidedNoLonger extends FewRounds {
        @Override
        protected ReplayStore newStore(InstantSource clock) {
            return new SeededReplayStore(clock) {
                @Override
                void end(Ending ending) {
                    Entry held = entries.get(ending.key());
                    super.end(
                            held == null || ending.how() != How.UNDECIDED
                                    ? ending
                                    : new Ending(ending.key(), ending.attempt(), ending.how(), held.expiresAt()));
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
                        ClaimsInTwoSteps.class,
                        List.of("ofManyClaimsAtOnceOneSucceeds", "ofManyClaimsOfAKeyWhoseTimeIsOverOneSucceeds")),
                Arguments.of(
                        ResumesInTwoSteps.class,
                        List.of("ofManyResumesAtOnceOneSucceeds", "ofManyResumesOfALapsedKeyOneSucceeds")),
                Arguments.of(EndsInTwoSteps.class, List.of("anEndingAndAResumeOfALapsedKeyNeverBothSucceed")),
                Arguments.of(
                        EndsForEarlierAttempts.class,
                        List.of("anEndingByAnEarlierAttemptChangesNothing", "onlyTheAttemptThatHasAKeyEndsIt")),
                Arguments.of(EndsForAnybodyWithTheToken.class, List.of("onlyTheAttemptThatHasAKeyEndsIt")),
                Arguments.of(
                        EndsTwice.class, List.of("nothingComesAfterSpent", "anOpenKeyDoesNotEndBeforeItIsResumed")),
                Arguments.of(StopsAtTheFirstForeignEnding.class, List.of("severalKeysEndInOneCallEachInItsOwnWay")),
                Arguments.of(
                        TakesPaidForSpent.class, List.of("aKeyThatIsPaidAndNotDeliveredIsTakenUpAgainByItsHolderOnly")),
                Arguments.of(TakesHoldersForAlike.class, List.of("holdersAreToldApartToTheLetter")),
                Arguments.of(TakesTokensForAlike.class, List.of("tokensAreToldApartToTheLetter")),
                Arguments.of(TakesKeysForAlike.class, List.of("keysDoNotTouchEachOther")),
                Arguments.of(
                        DoesNotKnowItsOwnClaimAgain.class,
                        List.of("aClaimThatIsRepeatedBecauseItsAnswerWasLostIsAnsweredAgain")),
                Arguments.of(
                        KeepsWhatIsUndecidedNoLonger.class, List.of("whatHasEndedIsKeptExactlyAsLongAsItsEndingSays")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aStoreWithAFaultFails(Class<? extends ReplayStoreContract> fault, List<String> where) {
        assertThat(ContractRun.of(fault).failed()).containsAll(where);
    }
}
