package org.mpp4j.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;

class ChallengeKeysTest {

    private static final String OLD = "old-secret-0123456789abcdef0123456789abcdef";
    private static final String NEW = "new-secret-0123456789abcdef0123456789abcdef";

    private static Challenge.Builder challenge() {
        return Challenge.builder("api.example.com", "tempo", "charge", PaymentRequest.ofText("e30"))
                .expires("2026-01-01T00:05:00.000Z")
                .digest("sha-256=:x:")
                .opaque(Opaque.ofText("eyJhIjoiYiJ9"));
    }

    private static JsonObject recordedExchange() throws IOException {
        try (InputStream in = ChallengeKeysTest.class.getResourceAsStream("mppx-charge.json")) {
            return JsonObject.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void givesTheIdThatMppxGave() throws IOException {
        JsonObject recorded = recordedExchange();
        ChallengeKeys keys = ChallengeKeys.of(recorded.requireString("secretKey"));
        Challenge theirs = WwwAuthenticate.parse(List.of(recorded.requireString("wwwAuthenticate")))
                .get(0);

        Challenge ours = keys.sign(
                Challenge.builder(recorded.requireString("realm"), theirs.method(), theirs.intent(), theirs.request())
                        .expires(theirs.expires().orElseThrow()));

        assertThat(ours.id()).isEqualTo("UyXOmOELX9VzCkSXhLgTfEBlD0eX5rDrJ1S7e9uQ6cM");
        assertThat(ours).isEqualTo(theirs);
        assertThat(WwwAuthenticate.format(ours)).isEqualTo(recorded.requireString("wwwAuthenticate"));
    }

    @Test
    void verifiesWhatAnMppxClientEchoes() throws IOException {
        JsonObject recorded = recordedExchange();
        ChallengeKeys keys = ChallengeKeys.of(recorded.requireString("secretKey"));

        Credential credential =
                Credential.parse(PaymentAuthorization.tokens(List.of(recorded.requireString("authorization")))
                        .get(0));

        assertThat(keys.verify(credential.challenge())).isTrue();
        assertThat(ChallengeKeys.of(NEW).verify(credential.challenge())).isFalse();
    }

    @Test
    void givesTheIdOfAnIndependentHmac() {
        // printf %s 'api.example.com|tempo|charge|e30|2026-01-01T00:05:00.000Z|sha-256=:x:|eyJhIjoiYiJ9' |
        //   openssl dgst -sha256 -hmac old-secret-0123456789abcdef0123456789abcdef -binary | basenc --base64url
        assertThat(ChallengeKeys.of(OLD).sign(challenge()).id())
                .isEqualTo("QxZh2u848N90XUfEpmQfJw6E-cNt1C0zrJnqKRvRipE");
        // the same with |Payment-Authorization| before the last slot
        assertThat(ChallengeKeys.of(OLD)
                        .sign(challenge().credentialHeader("Payment-Authorization"))
                        .id())
                .isEqualTo("4mA5zR2UjmVPo6qpVr8-iDbNxZz21yssO6Cqj2FI4vY");
    }

    @Test
    void aSecretCanBeChangedWhileChallengesAreOpen() {
        Challenge signedBefore = ChallengeKeys.of(OLD).sign(challenge());
        ChallengeKeys during = ChallengeKeys.of(NEW).accepting(OLD);

        assertThat(during.verify(signedBefore)).isTrue();
        assertThat(during.sign(challenge())).isEqualTo(ChallengeKeys.of(NEW).sign(challenge()));
        assertThat(ChallengeKeys.of(OLD).accepting(NEW).verify(during.sign(challenge())))
                .isTrue();
        assertThat(ChallengeKeys.of(NEW).verify(signedBefore)).isFalse();
    }

    @Test
    void everySlotIsBound() {
        ChallengeKeys keys = ChallengeKeys.of(OLD);
        String id = keys.sign(challenge()).id();

        assertThat(keys.verify(challenge().build(id))).isTrue();
        assertThat(List.of(
                        challenge().build(id.substring(1)),
                        challenge().build(id + "A"),
                        challenge().build("x"),
                        challenge().expires("2027-01-01T00:05:00.000Z").build(id),
                        challenge().expires((String) null).build(id),
                        challenge().digest("sha-256=:y:").build(id),
                        challenge().digest(null).build(id),
                        challenge().opaque(Opaque.ofText("e30")).build(id),
                        challenge().opaque(null).build(id),
                        challenge().credentialHeader("Payment-Authorization").build(id),
                        Challenge.builder("other", "tempo", "charge", PaymentRequest.ofText("e30"))
                                .build(id)))
                .noneMatch(keys::verify);
    }

    @Test
    void theDescriptionIsNotBound() {
        ChallengeKeys keys = ChallengeKeys.of(OLD);

        assertThat(keys.verify(challenge()
                        .description("anything")
                        .build(keys.sign(challenge()).id())))
                .isTrue();
    }

    @Test
    void aSeparatorCannotMoveTextFromOneSlotToAnother() {
        ChallengeKeys keys = ChallengeKeys.of(OLD);
        PaymentRequest request = PaymentRequest.ofText("e30");
        // realm|tempo|charge|e30|E|D|H|O  with a header slot, and what could be read as the same text without one
        String id = keys.sign(Challenge.builder("r", "tempo", "charge", request)
                        .expires("E")
                        .digest("D")
                        .credentialHeader("H")
                        .opaque(Opaque.ofText("O")))
                .id();

        assertThat(keys.verify(Challenge.builder("r", "tempo", "charge", request)
                        .expires("E")
                        .digest("D|H")
                        .opaque(Opaque.ofText("O"))
                        .build(id)))
                .isFalse();
        assertThat(keys.verify(Challenge.builder("r", "tempo", "charge", request)
                        .expires("E")
                        .digest("D")
                        .opaque(Opaque.ofText("H|O"))
                        .build(id)))
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.sign(Challenge.builder("r|tempo", "x", "charge", request)))
                .withMessage("No part of a challenge may hold the character |");
    }

    @Test
    void refusesAShortSecretWithoutRepeatingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChallengeKeys.of("sekret"))
                .withMessage("A challenge secret needs at least 32 bytes, this one has 6;"
                        + " make one with: openssl rand -base64 32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChallengeKeys.of(OLD).accepting("s".repeat(31)))
                .withMessage("A challenge secret needs at least 32 bytes, this one has 31;"
                        + " make one with: openssl rand -base64 32");
        assertThatNullPointerException()
                .isThrownBy(() -> ChallengeKeys.of(null))
                .withMessage("secret");
    }

    @Test
    void measuresASecretInBytes() {
        assertThat(ChallengeKeys.of("é".repeat(16))
                        .verify(ChallengeKeys.of("é".repeat(16)).sign(challenge())))
                .isTrue();
    }

    @Test
    void showsHowManySecretsThereAreOnly() {
        assertThat(ChallengeKeys.of(OLD).accepting(NEW)).hasToString("ChallengeKeys[2]");
    }
}
