package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;

/** A server with mpp4j and one with mppx can share a secret: each takes the other's challenges for its own. */
@ExtendWith(MarketplaceExtension.class)
final class ChallengeIdIT {

    private static final String SECRET = "shared by two servers — thirty-two bytes or more";

    private final PaidApi api;
    private final Mppx mppx;

    ChallengeIdIT(Marketplace market) {
        this.api = market.api();
        this.mppx = market.mppx();
    }

    @Test
    void mppxTakesTheChallengesOfPaidApiForAuthentic() {
        String plain = api.get("/fortune").challengeFields().get(0);
        String withDigest = api.send("POST", "/echo", BodyPublishers.ofString("hello"))
                .challengeFields()
                .get(0);

        assertThat(plain).contains("opaque=", "description=", "expires=");
        assertThat(withDigest).contains("digest=");
        assertThat(mppx.takesForAuthentic(plain, PaidApi.SECRET)).isTrue();
        assertThat(mppx.takesForAuthentic(withDigest, PaidApi.SECRET)).isTrue();
    }

    @Test
    void mppxTakesAChallengeOfAnotherSecretForForged() {
        String field = api.get("/fortune").challengeFields().get(0);

        assertThat(mppx.takesForAuthentic(field, SECRET)).isFalse();
    }

    @Test
    void mppxTakesAChallengeWithEverythingInItForAuthentic() {
        Challenge challenge = ChallengeKeys.of(SECRET)
                .sign(Challenge.builder("api.example.com", "tempo", "charge", PaymentRequest.of(JsonObject.parse("""
                                        {"amount": "1", "externalId": "Ümläut ✓ \\" \\\\", "methodDetails": {"z": [1], "a": {}}}""")))
                        .expires(Instant.parse("2030-01-02T03:04:05.678Z"))
                        .digest("sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:")
                        .credentialHeader("Payment-Authorization")
                        .opaque(Opaque.of(Map.of("order", "ß-1", "a", "")))
                        .description("A \"quoted\" — description"));

        assertThat(mppx.takesForAuthentic(WwwAuthenticate.format(challenge), SECRET))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"description\": \"A \\\"quoted\\\" — \\\\ description\"}",
                "{\"expires\": \"2030-01-02T03:04:05.678Z\"}",
                "{\"digest\": \"sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE\"}",
                "{\"meta\": {\"z\": \"1\", \"order\": \"ß-1\", \"\": \"empty\"}}",
                "{\"header\": \"Payment-Authorization\"}",
                "{\"header\": \"authorization\"}",
                "{\"description\": \"all\", \"expires\": \"2030-01-02T03:04:05Z\", \"digest\": \"sha-256=abc\","
                        + " \"meta\": {\"a\": \"b\"}, \"header\": \"X-Pay\"}"
            })
    void theChallengesOfMppxAreTakenForAuthentic(String parts) {
        JsonObject.Builder parameters = JsonObject.parse(parts).toBuilder()
                .put("realm", "api.example.com")
                .put("method", "tempo")
                .put("intent", "charge")
                .put(
                        "request",
                        JsonObject.parse(
                                "{\"amount\": \"1\", \"currency\": \"0x20c0\", \"z\": {\"b\": 1, \"a\": [true]}}"));

        Mppx.MadeChallenge made = mppx.makeChallenge(parameters.build(), SECRET);

        ChallengeKeys keys = ChallengeKeys.of(SECRET);
        Challenge sent = WwwAuthenticate.parse(List.of(made.field())).get(0);
        Challenge echoed = made.credential().challenge();
        assertThat(keys.verify(sent)).isTrue();
        assertThat(keys.verify(echoed)).isTrue();
        assertThat(echoed).isEqualTo(sent);
        assertThat(ChallengeKeys.of(PaidApi.SECRET).verify(sent)).isFalse();
    }
}
