package org.mpp4j.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.internal.http.Base64Url;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

class RequestComparisonTest {

    private static final String OFFERED =
            "{\"amount\":\"1\",\"currency\":\"0xAB\",\"methodDetails\":{\"chainId\":1,\"feePayer\":true}}";

    private static PaymentRequest request(String json) {
        return PaymentRequest.ofText(Base64Url.encode(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"amount\":\"2\",\"currency\":\"0xAB\",\"methodDetails\":{\"chainId\":1,\"feePayer\":true}} | amount",
                "{\"amount\":\"1\",\"methodDetails\":{\"chainId\":1,\"feePayer\":true}} | currency",
                "{\"amount\":\"1\",\"currency\":\"0xAB\",\"extra\":1,\"methodDetails\":{\"chainId\":1,\"feePayer\":true}}"
                        + " | extra",
                "{\"amount\":\"1\",\"currency\":\"0xAB\",\"methodDetails\":{\"chainId\":2,\"feePayer\":true}}"
                        + " | methodDetails.chainId",
                "{\"amount\":\"1\",\"currency\":\"0xAB\"} | methodDetails.chainId",
                "{\"amount\":1,\"currency\":\"0xAB\",\"methodDetails\":{\"chainId\":1,\"feePayer\":true}} | amount"
            })
    void namesTheFirstMemberThatDiffers(String echoed, String member) {
        assertThat(RequestComparison.exact().firstDifference(request(OFFERED), request(echoed)))
                .hasValue(member);
        assertThat(RequestComparison.exact().firstDifference(request(echoed), request(OFFERED)))
                .hasValue(member);
    }

    @Test
    void whatIsWrittenDifferentlyIsTheSameRequest() {
        assertThat(RequestComparison.exact()
                        .firstDifference(
                                request(OFFERED),
                                request(
                                        "{ \"methodDetails\":{\"feePayer\":true,\"chainId\":1},\"currency\":\"0x\\u0041B\","
                                                + "\"amount\":\"1\"}")))
                .isEmpty();
    }

    @Test
    void ignoresWhatItIsToldToIgnoreAndNothingOfThatNameElsewhere() {
        RequestComparison comparison = RequestComparison.exact().ignoring("methodDetails.feePayer");

        assertThat(comparison.firstDifference(
                        request(OFFERED),
                        request("{\"amount\":\"1\",\"currency\":\"0xAB\",\"methodDetails\":{\"chainId\":1}}")))
                .isEmpty();
        assertThat(comparison.firstDifference(
                        request(OFFERED),
                        request("{\"amount\":\"1\",\"currency\":\"0xAB\",\"feePayer\":true,\"methodDetails\":"
                                + "{\"chainId\":1}}")))
                .hasValue("feePayer");
    }

    @Test
    void comparesNormalForms() {
        RequestComparison comparison = RequestComparison.exact()
                .normalizing(json -> json.toBuilder()
                        .put("currency", json.requireString("currency").toLowerCase(Locale.ROOT))
                        .build());

        assertThat(comparison.firstDifference(request(OFFERED), request(OFFERED.replace("0xAB", "0xab"))))
                .isEmpty();
        assertThat(comparison.firstDifference(request(OFFERED), request(OFFERED.replace("0xAB", "0xac"))))
                .hasValue("currency");
    }

    @Test
    void aFixedOfferIsItselfOnly() {
        PreparedOffer offer = PreparedOffer.fixed(request(OFFERED));

        assertThat(offer.request()).isEqualTo(request(OFFERED));
        assertThat(offer.mismatch(request(OFFERED))).isEmpty();
        assertThat(offer.mismatch(PaymentRequest.of(JsonObject.EMPTY))).hasValue("amount");
    }

    @Test
    void replayKeysAreBounded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayKey.forever(" "))
                .withMessage("A replay key has 1 to 512 characters, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayKey.untilExpiry("k".repeat(513)))
                .withMessage("A replay key has 1 to 512 characters, got 513");
    }
}
