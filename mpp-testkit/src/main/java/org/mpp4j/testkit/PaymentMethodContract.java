package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

/**
 * What every {@link PaymentMethod} has to do. To test one, extend this class, and say what is offered and how it is paid. A
 * method that talks to a rail is tested against a rail that works; each test begins with {@link #newMethod}.
 *
 * @since 0.1
 */
@DisplayName("A payment method")
public abstract class PaymentMethodContract {

    private static final Duration CHALLENGE_LIFETIME = Duration.ofMinutes(5);

    private final ChallengeKeys keys = ChallengeKeys.of("the secret of the payment method contract");
    private int nonce;
    private PaymentMethod method;
    private PreparedOffer offer;

    /** Called by subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected PaymentMethodContract() {}

    /**
     * Makes the payment method.
     *
     * @return ready to use, with a rail that works and on which nothing was paid
     */
    protected abstract PaymentMethod newMethod();

    /**
     * What is offered.
     *
     * @return terms that the method takes
     */
    protected abstract OfferTerms terms();

    /**
     * What {@link #terms} come to.
     *
     * @return the amount in the method's base units
     */
    protected abstract Amount amount();

    /**
     * Pays a challenge, as an honest client does.
     *
     * @param challenge to pay
     * @return a credential that settles
     */
    protected abstract Credential pay(Challenge challenge);

    /**
     * Answers a challenge with a proof of the right form that doesn't pay it: a wrong signature, a smaller amount, another
     * recipient.
     *
     * @param challenge to answer
     * @return a credential that is rejected when it is verified or settled
     */
    protected abstract Credential answerWithoutPaying(Challenge challenge);

    /**
     * Terms that no currency can carry exactly. By default a price with 40 decimals.
     *
     * @return terms that the method refuses
     */
    protected OfferTerms inexactTerms() {
        return OfferTerms.of(Price.of("0." + "0".repeat(39) + "1"));
    }

    /**
     * Members of the payload that a credential may do without, or that may be anything. By default none.
     *
     * @return names
     */
    protected Set<String> optionalPayloadMembers() {
        return Set.of();
    }

    /**
     * How often money has moved since {@link #newMethod}, if the subclass can tell. By default it can't.
     *
     * @return a count
     */
    protected OptionalLong settlements() {
        return OptionalLong.empty();
    }

    /**
     * The clock of the payment method. By default the system's.
     *
     * @return the clock by which challenges expire
     */
    protected InstantSource clock() {
        return InstantSource.system();
    }

    @BeforeEach
    void makeMethod() {
        method = newMethod();
        offer = method.prepare(terms());
    }

    private Challenge challenge() {
        return keys.sign(Challenge.builder("contract.example", method.name(), method.intent(), offer.request())
                .expires(clock().instant().plus(CHALLENGE_LIFETIME))
                .opaque(Opaque.of(Map.of("nonce", "n" + nonce++))));
    }

    /** As the gate sees it: read from the wire. */
    private static PaymentAttempt received(Credential credential) {
        return new PaymentAttempt(Credential.parse(credential.token()));
    }

    private VerifiedPayment verified(Credential credential) {
        Verification verification = method.verify(received(credential));
        assertThat(verification).isInstanceOf(Verification.Verified.class);
        return ((Verification.Verified) verification).payment();
    }

    private Receipt settled(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        return ((Settlement.Settled) settlement).receipt();
    }

    /** The problem with a credential, whether it shows at once or on settling, or null if it has been settled. */
    private @Nullable Problem problemWith(Credential credential) {
        Verification verification;
        try {
            verification = method.verify(received(credential));
        } catch (ProtocolException wrongPayload) {
            return Problem.of(ProblemType.INVALID_PAYLOAD, String.valueOf(wrongPayload.getMessage()));
        }
        if (verification instanceof Rejected rejected) {
            return rejected.problem();
        }
        return ((Verification.Verified) verification).payment().settle(false) instanceof Rejected rejected
                ? rejected.problem()
                : null;
    }

    // Offers

    @Test
    void aPriceThatWouldHaveToBeRoundedIsRefusedAtStartUp() {
        assertThatThrownBy(() -> method.prepare(inexactTerms())).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void theRequestCarriesTheExactAmountAndACurrency() {
        PaymentRequest request = offer.request();

        assertThat(request.amount()).isEqualTo(amount());
        assertThat(request.currency()).isNotBlank();
    }

    @Test
    void aQuotedAmountIsAskedForToTheUnit() {
        Amount quoted = amount().plus(Amount.ofBaseUnits(1));

        assertThat(method.prepare(terms().withQuotedAmount(quoted)).request().amount())
                .isEqualTo(quoted);
    }

    @Test
    void requestsOfThisOfferAreRecognized() {
        PaymentRequest first = offer.request();
        PaymentRequest second = offer.request();

        for (PaymentRequest own : List.of(first, second)) {
            assertThat(offer.mismatch(own)).isEmpty();
            assertThat(offer.mismatch(PaymentRequest.ofText(own.text()))).isEmpty();
            assertThat(method.prepare(terms()).mismatch(own))
                    .as("after a restart")
                    .isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> aRequestForSomethingElseIsRecognizedByTheMember() {
        return Stream.of("amount", "currency", "recipient")
                .filter(member -> offer.request().json().names().contains(member))
                .map(member -> DynamicTest.dynamicTest(member, () -> {
                    JsonObject own = offer.request().json();
                    JsonObject other = own.toBuilder()
                            .put(member, lastCharacterChanged(own.requireString(member)))
                            .build();
                    JsonObject without = own.toBuilder().remove(member).build();

                    assertThat(offer.mismatch(PaymentRequest.of(other))).contains(member);
                    assertThat(offer.mismatch(PaymentRequest.of(without))).contains(member);
                }));
    }

    private static String lastCharacterChanged(String text) {
        int last = text.length() - 1;
        return text.substring(0, last) + (text.charAt(last) == '1' ? '2' : '1');
    }

    // Verification

    @Test
    void verifyingHasNoSideEffects() {
        Credential credential = pay(challenge());
        OptionalLong before = settlements();

        VerifiedPayment first = verified(credential);
        VerifiedPayment second = verified(credential);

        assertThat(second.payer()).isEqualTo(first.payer());
        assertThat(second.replayKeys()).isEqualTo(first.replayKeys());
        assertThat(settlements()).isEqualTo(before);
    }

    @Test
    void aProofThatDoesNotPayIsRejected() {
        assertThat(problemWith(answerWithoutPaying(challenge()))).isNotNull();
    }

    @Test
    void aProofPaysOneChallengeOnly() {
        Challenge paidFor = challenge();
        Credential paid = pay(paidFor);
        Challenge another = challenge();
        Credential moved = paid.source()
                .map(source -> Credential.of(another, source, paid.payload()))
                .orElseGet(() -> Credential.of(another, paid.payload()));
        List<ReplayKey> usedUp = verified(paid).replayKeys();

        Verification verification = method.verify(received(moved));

        if (verification instanceof Verification.Verified both) {
            // A proof that isn't bound to its challenge is fine as long as the gate can tell that it is the same one.
            boolean recognizable = both.payment().replayKeys().stream()
                    .anyMatch(key -> key.retention() == ReplayKey.Retention.FOREVER && usedUp.contains(key));
            assertThat(recognizable || both.payment().settle(false) instanceof Rejected)
                    .as("the proof for one challenge is taken for another, and no replay key tells")
                    .isTrue();
        }
    }

    @TestFactory
    Stream<DynamicTest> garbageInThePayloadIsRejected() {
        Challenge challenge = challenge();
        Credential valid = pay(challenge);
        return GarbagePayloads.madeFrom(valid.payload(), optionalPayloadMembers()).entrySet().stream()
                .map(garbage -> DynamicTest.dynamicTest(
                        garbage.getKey(),
                        () -> assertRejected(new PaymentAttempt(Credential.of(
                                challenge, valid.source().orElse("did:contract:payer"), garbage.getValue())))));
    }

    private void assertRejected(PaymentAttempt attempt) {
        OptionalLong before = settlements();
        String told;
        try {
            Verification verification = method.verify(attempt);
            assertThat(verification).isInstanceOf(Rejected.class);
            Problem problem = ((Rejected) verification).problem();
            assertThat(problem.status()).isBetween(400, 499);
            told = verification + problem.json().toCanonicalString();
        } catch (ProtocolException wrongPayload) {
            told = wrongPayload.toString();
        }
        assertThat(told).doesNotContain(GarbagePayloads.MARKER);
        assertThat(settlements()).isEqualTo(before);
    }

    // Settlement

    @Test
    void settlingGivesAReceipt() {
        Challenge challenge = challenge();

        Settlement settlement = verified(pay(challenge)).settle(false);

        Receipt receipt = settled(settlement);
        assertThat(((Settlement.Settled) settlement).action()).isFalse();
        assertThat(receipt.method()).isEqualTo(method.name());
        assertThat(receipt.reference()).isNotBlank();
        assertThat(Duration.between(receipt.timestamp(), clock().instant()).abs())
                .isLessThan(Duration.ofHours(1));
        assertThat(Receipt.parse(receipt.toHeader())).isEqualTo(receipt);
    }

    @Test
    void settlingWhatWasAttemptedBeforeMovesNoMoreMoney() {
        Credential credential = pay(challenge());
        OptionalLong before = settlements();
        Receipt first = settled(verified(credential).settle(false));

        Receipt again = settled(verified(credential).settle(true));

        assertThat(again.reference()).isEqualTo(first.reference());
        if (before.isPresent()) {
            assertThat(settlements()).hasValue(before.getAsLong() + 1);
        }
    }

    @Test
    void settlingWhatWasAttemptedInVainStillSettles() {
        assertThat(settled(verified(pay(challenge())).settle(true)).reference()).isNotBlank();
    }

    @Test
    void paymentsAreToldApart() {
        VerifiedPayment one = verified(pay(challenge()));
        VerifiedPayment other = verified(pay(challenge()));

        assertThat(one.replayKeys()).doesNotContainAnyElementsOf(notEmpty(other.replayKeys()));
        assertThat(settled(one.settle(false)).reference())
                .isNotEqualTo(settled(other.settle(false)).reference());
    }

    private static List<ReplayKey> notEmpty(List<ReplayKey> replayKeys) {
        return replayKeys.isEmpty() ? List.of(ReplayKey.forever("contract:none")) : replayKeys;
    }

    // Secrets

    @Test
    void nothingThatIsPrintedShowsThePayload() {
        PaymentAttempt good = received(pay(challenge()));
        PaymentAttempt bad = received(answerWithoutPaying(challenge()));
        List<String> printed = new ArrayList<>(List.of(method.toString(), offer.toString(), good.toString()));

        Verification verification = method.verify(good);
        VerifiedPayment payment = ((Verification.Verified) verification).payment();
        printed.addAll(List.of(verification.toString(), payment.toString()));
        printed.add(payment.settle(false).toString());
        printed.add(String.valueOf(problemWith(bad.credential())));

        for (String secret : secretsIn(good.payload(), bad.payload())) {
            assertThat(printed)
                    .allSatisfy(text -> assertThat(text.contains(secret))
                            .as("a member of the payload is printed")
                            .isFalse());
        }
    }

    /** Texts that are long enough not to stand somewhere by chance. */
    private static List<String> secretsIn(JsonObject... payloads) {
        List<String> secrets = new ArrayList<>();
        for (JsonObject payload : payloads) {
            payload.names().forEach(name -> collectTexts(payload.value(name), secrets));
        }
        assertThat(secrets).as("texts in the payload").isNotEmpty();
        return secrets;
    }

    private static void collectTexts(@Nullable Object value, List<String> into) {
        if (value instanceof String text && text.length() >= 16) {
            into.add(text);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(member -> collectTexts(member, into));
        } else if (value instanceof Collection<?> list) {
            list.forEach(element -> collectTexts(element, into));
        }
    }
}
