package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Opaque;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;

/** What a payment by mppx doesn't buy. */
@ExtendWith(MarketplaceExtension.class)
final class CredentialIT {

    private final Marketplace market;
    private final PaidApi api;

    CredentialIT(Marketplace market) {
        this.market = market;
        this.api = market.api();
    }

    @Test
    void aCredentialBuysOnce() {
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));
        Books paid = market.books();

        Answer again = api.getPaid("/fortune", purchase.authorization());

        purchase.answer().assertGivenAgain(again);
        market.assertNothingSentSince(paid);
    }

    @Test
    void aPaymentForOneBodyTakesNoOther() {
        Books before = market.books();
        Answer unpaid = api.send("POST", "/echo", BodyPublishers.ofString("one thing"));
        String authorization = market.payer().authorizationFor(unpaid);

        Answer swapped = api.send("POST", "/echo", BodyPublishers.ofString("another"), "Authorization", authorization);
        assertRefused(swapped, "verification-failed");
        Answer emptied = api.send("POST", "/echo", "Authorization", authorization);
        assertRefused(emptied, "verification-failed");
        market.assertNothingSentSince(before);

        Answer right = api.send("POST", "/echo", BodyPublishers.ofString("one thing"), "Authorization", authorization);
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.text()).isEqualTo("one thing");
        market.assertPaidSince(before, Marketplace.ECHO);
    }

    @Test
    void aPaymentForOneResourceOpensNoOther() {
        Books before = market.books();
        String fortune = market.payer().authorizationFor(api.get("/fortune"));
        String echo = market.payer().authorizationFor(api.send("POST", "/echo", BodyPublishers.ofString("hello")));
        String whoami = market.payer().authorizationFor(api.get("/whoami"));

        assertRefused(
                api.send("POST", "/echo", BodyPublishers.ofString("hello"), "Authorization", fortune),
                "invalid-challenge");
        assertRefused(api.getPaid("/whoami", fortune), "invalid-challenge");
        assertRefused(api.getPaid("/fortune", echo), "invalid-challenge");
        assertRefused(api.getPaid("/fortune", whoami), "invalid-challenge");
        assertRefused(
                api.send("POST", "/echo", BodyPublishers.ofString("hello"), "Authorization", whoami),
                "invalid-challenge");
        market.assertNothingSentSince(before);

        assertThat(api.getPaid("/fortune", fortune).status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void nothingOfAChallengeCanBeChanged() {
        Books before = market.books();
        String authorization = market.payer().authorizationFor(api.get("/fortune"));
        Credential genuine = Mppx.credential(authorization);

        tampered(genuine.challenge()).forEach((what, challenge) -> {
            Credential forged = Credential.of(challenge, genuine.source().orElseThrow(), genuine.payload());
            Answer answer = api.getPaid("/fortune", PaymentAuthorization.format(forged));
            assertThat(answer.problem()).as(what).isEqualTo("invalid-challenge");
            assertRefused(answer, "invalid-challenge");
        });
        market.assertNothingSentSince(before);

        assertThat(api.getPaid("/fortune", authorization).status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    private static Map<String, Challenge> tampered(Challenge genuine) {
        Map<String, Challenge> forged = new HashMap<>();
        forged.put("amount", withRequest(genuine, json -> json.put("amount", "1")));
        forged.put("recipient", withRequest(genuine, json -> json.put("recipient", Account.PAYER.address())));
        forged.put("currency", withRequest(genuine, json -> json.put("currency", Account.PAYER.address())));
        forged.put("more in the request", withRequest(genuine, json -> json.put("note", "")));
        forged.put("realm", copy(genuine, "elsewhere.test", genuine.request()).build(genuine.id()));
        forged.put("expires", copy(genuine).expires("2999-01-01T00:00:00.000Z").build(genuine.id()));
        forged.put("no expires", copy(genuine).expires((String) null).build(genuine.id()));
        forged.put("opaque", copy(genuine).opaque(Opaque.of(Map.of())).build(genuine.id()));
        forged.put("no opaque", copy(genuine).opaque(null).build(genuine.id()));
        forged.put("digest", copy(genuine).digest("sha-256=:AAAA:").build(genuine.id()));
        forged.put(
                "header",
                copy(genuine).credentialHeader("Payment-Authorization").build(genuine.id()));
        forged.put("id", copy(genuine).build("A" + genuine.id().substring(1)));
        forged.put("made with another secret", ChallengeKeys.of("0".repeat(32)).sign(copy(genuine)));
        // The first letter of an id may have been an A.
        forged.values().removeIf(genuine::equals);
        return forged;
    }

    @Test
    void aChallengeThatHasExpiredIsNoGoodWithAGenuineProof() {
        Challenge expired =
                withExpiry(api.get("/whoami").challenge(), Instant.now().minusSeconds(1));
        String authorization = market.payer().authorizationForExpired(WwwAuthenticate.format(expired));

        assertRefused(api.getPaid("/whoami", authorization), "payment-expired");
    }

    @Test
    void aChallengeThatHasExpiredIsNoGoodWithATransaction() {
        Books before = market.books();
        Answer unpaid = api.get("/fortune");
        Credential genuine = Mppx.credential(market.payer().authorizationFor(unpaid));
        Challenge expired = withExpiry(unpaid.challenge(), Instant.now().minusSeconds(1));
        Credential late = Credential.of(expired, genuine.source().orElseThrow(), genuine.payload());

        assertRefused(api.getPaid("/fortune", PaymentAuthorization.format(late)), "payment-expired");
        market.assertNothingSentSince(before);
    }

    @Test
    void aChallengeOfAnotherServerWithTheSameSecretIsTaken() {
        Books before = market.books();
        Challenge elsewhere =
                withExpiry(api.get("/fortune").challenge(), Instant.now().plusSeconds(120));
        Answer unpaid =
                new Answer(402, Map.of("www-authenticate", List.of(WwwAuthenticate.format(elsewhere))), new byte[0]);

        Answer answer = api.getPaid("/fortune", market.payer().authorizationFor(unpaid));

        assertThat(answer.status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void oneTransactionCannotPayForTwoChallenges() {
        Books before = market.books();
        Credential first = Mppx.credential(market.payer().authorizationFor(api.get("/fortune")));
        Challenge second = api.get("/fortune").challenge();

        Credential mixed = Credential.of(second, first.source().orElseThrow(), first.payload());
        Answer answer = api.getPaid("/fortune", PaymentAuthorization.format(mixed));

        assertRefused(answer, "verification-failed");
        market.assertNothingSentSince(before);
        assertThat(api.getPaid("/fortune", PaymentAuthorization.format(first)).status())
                .isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void nobodyCanClaimAnothersPayment() {
        Books before = market.books();
        Credential genuine = Mppx.credential(market.payer().authorizationFor(api.get("/fortune")));

        String thief = "did:pkh:eip155:" + Marketplace.MODERATO + ":" + Account.POOR.address();
        Credential stolen = Credential.of(genuine.challenge(), thief, genuine.payload());

        assertRefused(api.getPaid("/fortune", PaymentAuthorization.format(stolen)), "verification-failed");
        market.assertNothingSentSince(before);
    }

    @Test
    void whatIsNoCredentialIsAnsweredWithAChallenge() {
        Books before = market.books();
        Stream.of("Payment", "Payment abc", "Payment " + "A".repeat(20_000), "Payment eyJhIjoxfQ", "payment e30")
                .forEach(nonsense -> assertRefused(api.getPaid("/fortune", nonsense), "malformed-credential"));
        assertRefused(api.getPaid("/fortune", "Bearer abc"), "payment-required");
        market.assertNothingSentSince(before);
    }

    private static void assertRefused(Answer answer, String problem) {
        assertThat(answer.problem()).isEqualTo(problem);
        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.challengeFields()).hasSize(1);
        assertThat(answer.header("payment-receipt")).isEmpty();
        assertThat(answer.header("cache-control")).hasValue("no-store");
    }

    private static Challenge withExpiry(Challenge genuine, Instant expiry) {
        return ChallengeKeys.of(PaidApi.SECRET).sign(copy(genuine).expires(expiry));
    }

    private static Challenge withRequest(Challenge genuine, UnaryOperator<JsonObject.Builder> change) {
        JsonObject changed = change.apply(genuine.request().json().toBuilder()).build();
        return copy(genuine, genuine.realm(), PaymentRequest.of(changed)).build(genuine.id());
    }

    private static Challenge.Builder copy(Challenge challenge) {
        return copy(challenge, challenge.realm(), challenge.request());
    }

    private static Challenge.Builder copy(Challenge challenge, String realm, PaymentRequest request) {
        return Challenge.builder(realm, challenge.method(), challenge.intent(), request)
                .expires(challenge.expires().orElse(null))
                .digest(challenge.digest().orElse(null))
                .opaque(challenge.opaque().orElse(null))
                .description(challenge.description().orElse(null));
    }
}
