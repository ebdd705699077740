package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.stripe.StripeCharge;
import org.mpp4j.tempo.TempoCharge;

/** For the same route, secret and expiry a server with mppx writes the same challenge, to the byte. */
@ExtendWith(MarketplaceExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChallengeBytesIT {

    private static final String EXPIRES = "2030-01-02T03:04:05.678Z";
    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");

    private static final JsonObject TEMPO = JsonObject.builder()
            .put("chainId", Marketplace.MODERATO)
            .put("currency", Anvil.PATH_USD)
            .put("recipient", Account.MERCHANT.address())
            .build();

    private static final JsonObject STRIPE = JsonObject.builder()
            .put("networkId", Rails.PROFILE)
            .put("paymentMethodTypes", List.of("card"))
            .build();

    private final Mppx mppx;
    private final PaidApi api;

    ChallengeBytesIT(Marketplace market) {
        this.mppx = market.mppx();
        Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, NOWHERE);
        environment.put("STRIPE_SECRET_KEY", "rk_test_never_used");
        environment.put("STRIPE_NETWORK_ID", Rails.PROFILE);
        environment.put("STRIPE_API_BASE", NOWHERE.toString());
        this.api = PaidApi.start(environment);
    }

    @AfterAll
    void close() {
        api.close();
    }

    private static PaymentMethod tempo() {
        return TempoCharge.builder()
                .chainId(Marketplace.MODERATO)
                .rpcUrl(NOWHERE)
                .currency(Anvil.PATH_USD)
                .recipient(Account.MERCHANT.address())
                .build();
    }

    private static PaymentMethod stripe() {
        return StripeCharge.builder()
                .secretKey("rk_test_never_used")
                .networkId(Rails.PROFILE)
                .build();
    }

    /** Of a server with mpp4j. */
    private static Challenge ours(PaymentMethod method, OfferTerms terms) {
        return ChallengeKeys.of(PaidApi.SECRET)
                .sign(Challenge.builder(
                                PaidApi.REALM,
                                method.name(),
                                method.intent(),
                                method.prepare(terms).request())
                        .expires(Instant.parse(EXPIRES)));
    }

    /** Of a server with mppx. */
    private Challenge theirs(String rail, JsonObject method, JsonObject.Builder route, String expires) {
        String field = mppx.issueChallenge(JsonObject.builder()
                .put("rail", rail)
                .put("method", method)
                .put("route", route.put("expires", expires).build())
                .put("realm", PaidApi.REALM)
                .put("secretKey", PaidApi.SECRET)
                .build());
        return WwwAuthenticate.parse(List.of(field)).get(0);
    }

    private static JsonObject.Builder aCent() {
        return JsonObject.builder().put("amount", "0.01");
    }

    private static JsonObject.Builder aDollar() {
        return JsonObject.builder().put("amount", "1.00").put("currency", "usd").put("decimals", 2);
    }

    private static void assertSame(Challenge ours, Challenge theirs) {
        assertThat(ours.request().json().toCanonicalString())
                .isEqualTo(theirs.request().json().toCanonicalString());
        assertThat(ours.request().text()).isEqualTo(theirs.request().text());
        assertThat(ours.expires()).isEqualTo(theirs.expires());
        assertThat(ours.id()).isEqualTo(theirs.id());
        assertThat(WwwAuthenticate.format(ours)).isEqualTo(WwwAuthenticate.format(theirs));
    }

    @Test
    void aChargeOnTempoIsAskedForInTheSameBytes() {
        Challenge theirs = theirs("tempo", TEMPO, aCent(), EXPIRES);

        assertSame(ours(tempo(), OfferTerms.of(Price.of("0.01"))), theirs);
    }

    @Test
    void aChargeThroughStripeIsAskedForInTheSameBytes() {
        Challenge theirs = theirs("stripe", STRIPE, aDollar(), EXPIRES);

        assertSame(ours(stripe(), OfferTerms.of(Price.of("1.00", "usd"))), theirs);
    }

    @Test
    void descriptionAndReferenceStandInTheSamePlace() {
        String description = "Ümläut — \"quoted\"";
        OfferTerms terms = OfferTerms.of(Price.of("1.00", "usd"))
                .withDescription(description)
                .withExternalId("order-1");
        JsonObject method = STRIPE.toBuilder().put("description", description).build();
        Challenge theirs = theirs("stripe", method, aDollar().put("externalId", "order-1"), EXPIRES);

        assertSame(ours(stripe(), terms), theirs);
    }

    /** With nonce and scope, which to mppx are data of the merchant's. */
    @ParameterizedTest
    @CsvSource({"/fortune, tempo", "/any, tempo", "/any, stripe", "/card, stripe"})
    void whatPaidApiAsksForMppxAsksForInTheSameBytes(String path, String rail) {
        Challenge ours = WwwAuthenticate.parse(api.get(path).challengeFields()).stream()
                .filter(challenge -> challenge.method().equals(rail))
                .findFirst()
                .orElseThrow();
        JsonObject.Builder opaque = JsonObject.builder();
        ours.opaque().orElseThrow().entries().forEach(opaque::put);
        JsonObject.Builder method =
                (rail.equals("tempo") ? TEMPO : STRIPE).toBuilder().put("description", "One fortune");
        JsonObject.Builder route = (rail.equals("tempo") ? aCent() : aDollar())
                .put("description", "One fortune")
                .put("meta", opaque.build());

        Challenge theirs = theirs(rail, method.build(), route, ours.expires().orElseThrow());

        assertThat(opaque.build().names()).isNotEmpty();
        assertSame(ours, theirs);
    }
}
