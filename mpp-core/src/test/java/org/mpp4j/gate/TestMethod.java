package org.mpp4j.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.ReplayKey;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;

/** A payment method that does what a test tells it, and settles everything unless told otherwise. */
final class TestMethod implements PaymentMethod {

    /** How a test settles. */
    interface Settling {
        Settlement settle(PaymentAttempt attempt, boolean attemptedBefore);
    }

    static final Instant SETTLED_AT = Instant.parse("2026-01-01T00:00:01Z");

    private final String name;
    private final String intent;
    private final String currency;

    final AtomicInteger verified = new AtomicInteger();
    final AtomicInteger settled = new AtomicInteger();
    final List<PendingPayment> lookedUp = new CopyOnWriteArrayList<>();
    final List<Inquiry> inquiries = new CopyOnWriteArrayList<>();
    volatile boolean lastAttemptedBefore;
    volatile Runnable beforeOffer = () -> {};
    volatile Runnable beforeVerify = () -> {};
    volatile Function<PaymentAttempt, Optional<Verification>> verifying = attempt -> Optional.empty();
    volatile Settling settling = (attempt, attemptedBefore) -> new Settlement.Settled(receipt());
    volatile Function<PendingPayment, Settlement> lookingUp = pending -> new Settlement.Settled(receipt());
    volatile Consumer<Challenge> issued = challenge -> {};
    volatile Function<Challenge, Optional<Challenge>> recalling = echoed -> Optional.empty();
    volatile UnaryOperator<ProblemType> problemTypes = UnaryOperator.identity();
    volatile List<ReplayKey> replayKeys = List.of();

    TestMethod(String name) {
        this(name, "charge", "usd");
    }

    TestMethod(String name, String intent, String currency) {
        this.name = name;
        this.intent = intent;
        this.currency = currency;
    }

    Receipt receipt() {
        return Receipt.of(name, "ref-1", SETTLED_AT);
    }

    void withdraw() {
        beforeOffer = () -> {
            throw new OfferUnavailableException("down for a test");
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String intent() {
        return intent;
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        PaymentRequest request = PaymentRequest.of(JsonObject.builder()
                .put("amount", terms.amount(2).toString())
                .put("currency", terms.price().currency().orElse(currency))
                .put("recipient", "merchant")
                .build());
        return new PreparedOffer() {
            @Override
            public PaymentRequest request() {
                beforeOffer.run();
                return request;
            }

            @Override
            public PaymentRequest request(Inquiry inquiry) {
                inquiries.add(inquiry);
                return request();
            }

            @Override
            public Optional<String> mismatch(PaymentRequest echoed) {
                return RequestComparison.exact().firstDifference(request, echoed);
            }
        };
    }

    @Override
    public void issued(Challenge challenge) {
        issued.accept(challenge);
    }

    @Override
    public Optional<Challenge> recall(Challenge echoed) {
        return recalling.apply(echoed);
    }

    @Override
    public ProblemType problemType(ProblemType general) {
        return problemTypes.apply(general);
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        verified.incrementAndGet();
        beforeVerify.run();
        return verifying
                .apply(attempt)
                .orElseGet(() -> new Verification.Verified(new VerifiedPayment() {
                    @Override
                    public Optional<String> payer() {
                        return attempt.source();
                    }

                    @Override
                    public List<ReplayKey> replayKeys() {
                        return replayKeys;
                    }

                    @Override
                    public Settlement settle(boolean attemptedBefore) {
                        settled.incrementAndGet();
                        lastAttemptedBefore = attemptedBefore;
                        return settling.settle(attempt, attemptedBefore);
                    }
                }));
    }

    @Override
    public Settlement lookUp(PendingPayment pending) {
        lookedUp.add(pending);
        return lookingUp.apply(pending);
    }
}
