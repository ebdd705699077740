package org.mpp4j.stripe;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** A charge at one price. All its challenges carry the same request. */
final class StripeOffer implements PreparedOffer {

    /** Currency codes are the same in any case. */
    private static final RequestComparison COMPARISON =
            RequestComparison.exact().normalizing(StripeOffer::withLowerCaseCurrency);

    private final PaymentRequest request;
    private final @Nullable String unavailable;

    /**
     * @param unavailable why it isn't offered, null if it is
     */
    StripeOffer(PaymentRequest request, @Nullable String unavailable) {
        this.request = request;
        this.unavailable = unavailable;
    }

    @Override
    public PaymentRequest request() {
        if (unavailable != null) {
            throw new OfferUnavailableException(unavailable);
        }
        return request;
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return COMPARISON.firstDifference(request, echoed);
    }

    private static JsonObject withLowerCaseCurrency(JsonObject request) {
        return request.value("currency") instanceof String code
                ? request.toBuilder()
                        .put("currency", code.toLowerCase(Locale.ROOT))
                        .build()
                : request;
    }
}
