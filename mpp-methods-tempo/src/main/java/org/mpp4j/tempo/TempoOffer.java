package org.mpp4j.tempo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** A charge at one price. All its challenges carry the same request. */
final class TempoOffer implements PreparedOffer {

    /** Who pays the fees doesn't change what is paid for, and addresses are the same in any case. */
    private static final RequestComparison COMPARISON = RequestComparison.exact()
            .ignoring("methodDetails.feePayer")
            .normalizing(TempoOffer::withLowerCaseAddresses);

    private final PaymentRequest request;
    private final @Nullable String problem;

    /**
     * @param problem why this can't be asked for; null if it can
     */
    TempoOffer(PaymentRequest request, @Nullable String problem) {
        this.request = request;
        this.problem = problem;
    }

    @Override
    public PaymentRequest request() {
        if (problem != null) {
            throw new OfferUnavailableException(
                    "The price of one request leaves nothing to the recipient, as " + problem);
        }
        return request;
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return COMPARISON.firstDifference(request, echoed);
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
