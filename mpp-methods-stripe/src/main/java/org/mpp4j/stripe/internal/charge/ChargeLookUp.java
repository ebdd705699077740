package org.mpp4j.stripe.internal.charge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.stripe.internal.api.Answer;
import org.mpp4j.stripe.internal.api.Deadline;
import org.mpp4j.stripe.internal.api.Intent;
import org.mpp4j.stripe.internal.api.StripeApi;
import org.mpp4j.stripe.internal.api.StripeFailure;

/** Finds out what became of a charge without its credential: by the challenge's id in Stripe's metadata. Charges nothing. */
public final class ChargeLookUp {

    /** Stripe's index is behind by a minute as a rule, and by an hour in bad times. */
    private static final Duration INDEX_IS_COMPLETE = Duration.ofHours(24);

    private final StripeApi api;
    private final Duration patience;
    private final InstantSource clock;

    /** Asks there, for so long. */
    public ChargeLookUp(StripeApi api, Duration patience, InstantSource clock) {
        this.api = api;
        this.patience = patience;
        this.clock = clock;
    }

    static JsonObject data(Optional<String> account, Optional<String> externalId) {
        JsonObject.Builder data = JsonObject.builder();
        account.ifPresent(id -> data.put("account", id));
        externalId.ifPresent(reference -> data.put("externalId", reference));
        return data.build();
    }

    /** Looks up a charge. */
    public Settlement lookUp(PendingPayment pending) {
        Deadline deadline = Deadline.in(patience);
        Optional<String> account = pending.data().string("account");
        Answer<List<Intent>> answer = api.find(pending.challengeId(), account, deadline.left());
        if (!(answer instanceof Answer.Done<List<Intent>> found)) {
            return PaymentEnding.unknown(new StripeFailure("Stripe can't be searched for the payment now"));
        }
        boolean neverBegun = found.value().isEmpty()
                && clock.instant().isAfter(pending.since().plus(INDEX_IS_COMPLETE));
        if (neverBegun) {
            return new Rejected(Problem.of(ProblemType.PAYMENT_EXPIRED, "The payment was never made."));
        }
        return new PaymentEnding(pending.request(), pending.data().string("externalId"), account, api, clock)
                .of(found.value(), deadline);
    }
}
