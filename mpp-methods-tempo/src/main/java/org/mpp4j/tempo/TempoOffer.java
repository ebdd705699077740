package org.mpp4j.tempo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** Something at one price. All its challenges carry the same request. */
final class TempoOffer implements PreparedOffer {

    /** Who pays the fees doesn't change what is paid for, and addresses are the same in any case. */
    private static final String[] OF_NO_MATTER = {"methodDetails.feePayer"};

    private final PaymentRequest request;
    private final RequestComparison comparison;
    private final Runnable requirePayable;

    /**
     * An offer.
     *
     * @param requirePayable throws {@link org.mpp4j.method.OfferUnavailableException} if nobody could pay this now
     */
    TempoOffer(PaymentRequest request, Runnable requirePayable) {
        this(request, requirePayable, OF_NO_MATTER);
    }

    /**
     * An offer.
     *
     * @param requirePayable throws {@link org.mpp4j.method.OfferUnavailableException} if nobody could pay this now
     * @param ofNoMatter members of requests that don't change what is paid for
     */
    TempoOffer(PaymentRequest request, Runnable requirePayable, String... ofNoMatter) {
        this.request = request;
        this.comparison =
                RequestComparison.exact().ignoring(ofNoMatter).normalizing(TempoOffer::withLowerCaseAddresses);
        this.requirePayable = requirePayable;
    }

    @Override
    public PaymentRequest request() {
        requirePayable.run();
        return request;
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return comparison.firstDifference(request, echoed);
    }

    private static JsonObject withLowerCaseAddresses(JsonObject request) {
        JsonObject.Builder normalized = request.toBuilder();
        lowerCase(request, normalized, "currency");
        lowerCase(request, normalized, "recipient");
        request.object("methodDetails").ifPresent(details -> {
            if (details.value("splits") != null) {
                List<JsonObject> splits = new ArrayList<>();
                for (JsonObject split : details.objects("splits")) {
                    JsonObject.Builder normalizedSplit = split.toBuilder();
                    lowerCase(split, normalizedSplit, "recipient");
                    splits.add(normalizedSplit.build());
                }
                normalized.put(
                        "methodDetails",
                        details.toBuilder().put("splits", splits).build());
            }
        });
        return normalized.build();
    }

    private static void lowerCase(JsonObject object, JsonObject.Builder normalized, String member) {
        if (object.value(member) instanceof String text) {
            normalized.put(member, text.toLowerCase(Locale.ROOT));
        }
    }
}
