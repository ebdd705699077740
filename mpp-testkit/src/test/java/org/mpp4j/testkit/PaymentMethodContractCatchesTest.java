package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Receipt;

/** The contract is worth something only if payment methods with faults fail it. */
class PaymentMethodContractCatchesTest {

    /** The sandbox, with something got wrong. */
    static class SeededMethod implements PaymentMethod {

        private final PaymentMethod right;

        SeededMethod(PaymentMethod right) {
            this.right = right;
        }

        @Override
        public String name() {
            return right.name();
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            return right.prepare(terms);
        }

        @Override
        public Verification verify(PaymentAttempt attempt) {
            return right.verify(attempt);
        }

        VerifiedPayment verified(PaymentAttempt attempt) {
            return ((Verification.Verified) right.verify(attempt)).payment();
        }

        PaymentAttempt asIfPaid(PaymentAttempt attempt) {
            return new PaymentAttempt(SandboxPayer.named("alice").pay(attempt.challenge()));
        }
    }

    static final class AcceptsTheTokenOfAnyChallenge extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    boolean looksRight =
                            attempt.payload().requireString("token").startsWith("sandbox:")
                                    && attempt.payload().requireString("type").equals("token");
                    return looksRight ? super.verify(asIfPaid(attempt)) : super.verify(attempt);
                }
            };
        }
    }

    static final class ThrowsForNull extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    Objects.requireNonNull(attempt.payload().value("token"));
                    return super.verify(attempt);
                }
            };
        }
    }

    static final class RepeatsWhatItWasSent extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    Verification verification = super.verify(attempt);
                    return verification instanceof Rejected
                            ? Rejected.verificationFailed(
                                    "No such token: " + attempt.payload().value("token"))
                            : verification;
                }
            };
        }
    }

    static final class PrintsThePayload extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {

                record Open(VerifiedPayment payment, String token) implements VerifiedPayment {
                    @Override
                    public Optional<String> payer() {
                        return payment.payer();
                    }

                    @Override
                    public Settlement settle(boolean attemptedBefore) {
                        return payment.settle(attemptedBefore);
                    }
                }

                @Override
                public Verification verify(PaymentAttempt attempt) {
                    return super.verify(attempt) instanceof Verification.Verified verified
                            ? new Verification.Verified(new Open(
                                    verified.payment(), attempt.payload().requireString("token")))
                            : super.verify(attempt);
                }
            };
        }
    }

    static final class SettlesWhileVerifying extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    Verification verification = super.verify(attempt);
                    if (verification instanceof Verification.Verified verified) {
                        verified.payment().settle(true);
                    }
                    return verification;
                }
            };
        }
    }

    static final class PaysTwiceAfterAnUnknownOutcome extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    if (!(super.verify(attempt) instanceof Verification.Verified verified)) {
                        return super.verify(attempt);
                    }
                    return new Verification.Verified(new VerifiedPayment() {
                        @Override
                        public Optional<String> payer() {
                            return verified.payment().payer();
                        }

                        @Override
                        public Settlement settle(boolean attemptedBefore) {
                            return verified.payment().settle(false);
                        }
                    });
                }
            };
        }
    }

    static final class WritesReceiptsForAnotherMethod extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public Verification verify(PaymentAttempt attempt) {
                    if (!(super.verify(attempt) instanceof Verification.Verified verified)) {
                        return super.verify(attempt);
                    }
                    return new Verification.Verified(new VerifiedPayment() {
                        @Override
                        public Optional<String> payer() {
                            return verified.payment().payer();
                        }

                        @Override
                        public Settlement settle(boolean attemptedBefore) {
                            Receipt receipt =
                                    ((Settlement.Settled) verified.payment().settle(attemptedBefore)).receipt();
                            return new Settlement.Settled(
                                    Receipt.of("other", receipt.reference(), receipt.timestamp()));
                        }
                    });
                }
            };
        }
    }

    /** Gives the offer of the sandbox another comparison. */
    static class Comparing extends SeededMethod {

        private final RequestComparison comparison;

        Comparing(PaymentMethod right, RequestComparison comparison) {
            super(right);
            this.comparison = comparison;
        }

        @Override
        public PreparedOffer prepare(OfferTerms terms) {
            PreparedOffer offer = super.prepare(terms);
            return new PreparedOffer() {
                @Override
                public PaymentRequest request() {
                    return offer.request();
                }

                @Override
                public Optional<String> mismatch(PaymentRequest echoed) {
                    return comparison.firstDifference(offer.request(), echoed);
                }
            };
        }
    }

    static final class SellsForAnyAmount extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new Comparing(super.newMethod(), RequestComparison.exact().ignoring("amount"));
        }
    }

    static final class SellsForAnyRecipient extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new Comparing(super.newMethod(), RequestComparison.exact().ignoring("recipient"));
        }
    }

    static final class DoesNotKnowItsOwnRequests extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public PreparedOffer prepare(OfferTerms terms) {
                    PreparedOffer offer = super.prepare(terms);
                    return new PreparedOffer() {
                        @Override
                        public PaymentRequest request() {
                            return offer.request();
                        }

                        @Override
                        public Optional<String> mismatch(PaymentRequest echoed) {
                            return Optional.of("amount");
                        }
                    };
                }
            };
        }
    }

    static final class RoundsPrices extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public PreparedOffer prepare(OfferTerms terms) {
                    boolean exact = terms.price().value().scale() <= 6;
                    return super.prepare(exact ? terms : OfferTerms.of(Price.of("0.01")));
                }
            };
        }
    }

    static final class ForgetsTheQuote extends SandboxChargeContractTest {
        @Override
        protected PaymentMethod newMethod() {
            return new SeededMethod(super.newMethod()) {
                @Override
                public PreparedOffer prepare(OfferTerms terms) {
                    return super.prepare(OfferTerms.of(terms.price())
                            .withExternalId(terms.externalId().orElse(null)));
                }
            };
        }
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(AcceptsTheTokenOfAnyChallenge.class, "aProofPaysOneChallengeOnly"),
                Arguments.of(AcceptsTheTokenOfAnyChallenge.class, "aProofThatDoesNotPayIsRejected"),
                Arguments.of(ThrowsForNull.class, "garbageInThePayloadIsRejected"),
                Arguments.of(RepeatsWhatItWasSent.class, "garbageInThePayloadIsRejected"),
                Arguments.of(RepeatsWhatItWasSent.class, "nothingThatIsPrintedShowsThePayload"),
                Arguments.of(PrintsThePayload.class, "nothingThatIsPrintedShowsThePayload"),
                Arguments.of(SettlesWhileVerifying.class, "verifyingHasNoSideEffects"),
                Arguments.of(PaysTwiceAfterAnUnknownOutcome.class, "settlingWhatWasAttemptedBeforeMovesNoMoreMoney"),
                Arguments.of(WritesReceiptsForAnotherMethod.class, "settlingGivesAReceipt"),
                Arguments.of(SellsForAnyAmount.class, "aRequestForSomethingElseIsRecognizedByTheMember"),
                Arguments.of(SellsForAnyRecipient.class, "aRequestForSomethingElseIsRecognizedByTheMember"),
                Arguments.of(DoesNotKnowItsOwnRequests.class, "requestsOfThisOfferAreRecognized"),
                Arguments.of(RoundsPrices.class, "aPriceThatWouldHaveToBeRoundedIsRefusedAtStartUp"),
                Arguments.of(ForgetsTheQuote.class, "aQuotedAmountIsAskedForToTheUnit"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aMethodWithAFaultFails(Class<? extends PaymentMethodContract> fault, String where) {
        assertThat(ContractRun.of(fault).failed()).contains(where);
    }
}
