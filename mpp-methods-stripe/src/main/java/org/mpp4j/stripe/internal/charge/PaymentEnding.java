package org.mpp4j.stripe.internal.charge;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.stripe.internal.api.Answer;
import org.mpp4j.stripe.internal.api.Deadline;
import org.mpp4j.stripe.internal.api.Intent;
import org.mpp4j.stripe.internal.api.StripeApi;
import org.mpp4j.stripe.internal.api.StripeFailure;

/**
 * What the state of a PaymentIntent means for the payment of a challenge. It is settled only if it succeeded, and rejected only
 * if it never will.
 *
 * @param request what was to be paid
 * @param externalId for the receipt
 * @param account on which it was made, if it isn't the platform's own
 */
record PaymentEnding(
        PaymentRequest request,
        Optional<String> externalId,
        Optional<String> account,
        StripeApi api,
        InstantSource clock) {

    static final ProblemType ACTION_REQUIRED =
            ProblemType.of("payment-action-required", "Payment Action Required", 402);

    private static final Logger LOG = System.getLogger("org.mpp4j.stripe");
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);

    /** How those ended that were found for one challenge, of which at most one succeeded. */
    Settlement of(List<Intent> found, Deadline deadline) {
        return found.stream()
                .map(intent -> of(intent, deadline))
                .min(Comparator.comparingInt(PaymentEnding::rank))
                .orElseGet(() -> unknown(new StripeFailure("Stripe knows nothing of the payment yet")));
    }

    private static int rank(Settlement settlement) {
        return settlement instanceof Settlement.Settled ? 0 : settlement instanceof Settlement.Unknown ? 1 : 2;
    }

    Settlement of(Intent intent, Deadline deadline) {
        if (!isWhatWasAskedFor(intent)) {
            LOG.log(
                    Level.ERROR,
                    "The PaymentIntent {0} is not for the amount and currency of its challenge. Look at it in Stripe''s"
                            + " dashboard: it is neither delivered nor given back.",
                    intent.id());
            return unknown(new StripeFailure("The PaymentIntent is for another amount or currency"));
        }
        return switch (intent.status()) {
            case "succeeded" -> new Settlement.Settled(receipt(intent.id()));
            case "processing" -> unknown(new StripeFailure("The payment is being processed"));
            case "requires_payment_method" -> Rejected.verificationFailed("The payment was declined.");
            case "canceled" -> canceled();
            case "requires_action" -> cancel(intent, deadline, actionRequired());
            case "requires_confirmation", "requires_capture" -> cancel(intent, deadline, canceled());
            default -> unknown(new StripeFailure("The PaymentIntent has a status that isn't known here"));
        };
    }

    private boolean isWhatWasAskedFor(Intent intent) {
        BigInteger asked = request.amount().baseUnits();
        return asked.equals(BigInteger.valueOf(intent.amount()))
                && intent.currency().equalsIgnoreCase(request.currency())
                && (!intent.status().equals("succeeded") || asked.equals(BigInteger.valueOf(intent.received())));
    }

    /** What waits for somebody could still be paid later, when nobody expects it any more. */
    private Settlement cancel(Intent intent, Deadline deadline, Rejected rejection) {
        Answer<Intent> answer = api.cancel(intent.id(), account, deadline.left());
        if (answer instanceof Answer.Done<Intent> done && done.value().status().equals("canceled")) {
            return rejection;
        }
        return unknown(new StripeFailure("The PaymentIntent is " + intent.status() + " and could not be canceled"));
    }

    private Receipt receipt(String intentId) {
        JsonObject.Builder more = JsonObject.builder();
        externalId.ifPresent(reference -> more.put("externalId", reference));
        return Receipt.of("stripe", intentId, clock.instant(), more.build());
    }

    static Rejected actionRequired() {
        return new Rejected(Problem.of(
                ACTION_REQUIRED,
                "The bank wants the payer to act, such as by confirming the payment, which can't be done here. Nothing was"
                        + " charged; use a payment method that needs no confirmation."));
    }

    private static Rejected canceled() {
        return Rejected.verificationFailed("The payment was canceled. Nothing was charged.");
    }

    static Settlement unknown(StripeFailure cause) {
        return new Settlement.Unknown(cause, RETRY_AFTER, true);
    }
}
