package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.stripe.fake.FakeBook;

/** One endpoint, three rails, and clients of others that choose. */
@ExtendWith(MarketplaceExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RailsIT {

    private final Marketplace market;
    private final Rails rails;
    private final PaidApi api;

    RailsIT(Marketplace market) throws Exception {
        this.market = market;
        this.rails = new Rails(LightningBackend.LND);
        this.api = PaidApi.start(rails.environment(market.chain().url()));
    }

    @AfterAll
    void close() {
        api.close();
        rails.close();
        assertThat(rails.stripe().complaints()).isEmpty();
    }

    @AfterEach
    void mend() {
        rails.merchant().failingWith = 0;
    }

    private Mppx.Payer payer(String... with) {
        return market.payer().with(with);
    }

    private List<FakeBook.Charge> charges() {
        return rails.stripe().book().charges();
    }

    private void assertChargedADollarSince(List<FakeBook.Charge> before) {
        assertThat(charges()).hasSize(before.size() + 1);
        FakeBook.Charge last = charges().get(before.size());
        assertThat(last.amount()).isEqualTo(100);
        assertThat(last.currency()).isEqualTo("usd");
    }

    @Test
    void mppxPaysWithACard() {
        List<FakeBook.Charge> before = charges();

        Mppx.Purchase purchase = payer("stripe").buy("GET", api.url("/card"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().text()).isNotBlank();
        assertChargedADollarSince(before);
        assertThat(purchase.receipt().requireString("method")).isEqualTo("stripe");
        assertThat(purchase.receipt().requireString("reference"))
                .isEqualTo(charges().get(before.size()).intentId());
    }

    @Test
    void whatMppxPaidWithACardIsGivenAgainAndNotChargedAgain() {
        Mppx.Purchase purchase = payer("stripe").buy("GET", api.url("/card"));
        List<FakeBook.Charge> before = charges();

        Answer again = api.getPaid("/card", purchase.authorization());

        purchase.answer().assertGivenAgain(again);
        assertThat(charges()).isEqualTo(before);
    }

    @Test
    void eachRailHasItsOwnFieldPriceAndCurrency() {
        List<String> fields = api.get("/any").challengeFields();

        assertThat(fields).hasSize(3);
        List<Challenge> any = fields.stream()
                .map(field -> WwwAuthenticate.parse(List.of(field)))
                .peek(challenges -> assertThat(challenges).hasSize(1))
                .map(challenges -> challenges.get(0))
                .toList();
        assertThat(any).extracting(Challenge::method).containsExactly("tempo", "stripe", "lightning");
        assertThat(any)
                .extracting(challenge -> challenge.request().amount().toString())
                .containsExactly("10000", "100", "10");
        assertThat(any)
                .extracting(challenge -> challenge.request().currency())
                .containsExactly(Anvil.PATH_USD, "usd", "sat");
    }

    @Test
    void offersComeAsTheClientLikesThemAndWithoutThoseItCannotUse() {
        Answer answer =
                api.send("GET", "/any", "Accept-Payment", "tempo/charge;q=0.2, lightning/charge;q=0.9, stripe/*;q=0");

        assertThat(WwwAuthenticate.parse(answer.challengeFields()))
                .extracting(Challenge::method)
                .containsExactly("lightning", "tempo");
    }

    @Test
    void mppxThatPrefersTempoPaysOnTempo() {
        Books before = market.books();
        List<FakeBook.Charge> charges = charges();

        Mppx.Purchase purchase = payer("stripe", "tempo").preferring("tempo").buy("GET", api.url("/any"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.receipt().requireString("method")).isEqualTo("tempo");
        Books now = market.books();
        assertThat(now.merchant().subtract(before.merchant())).isEqualTo(Marketplace.FORTUNE);
        assertThat(charges()).isEqualTo(charges);
    }

    @Test
    void mppxThatPrefersStripePaysWithACard() {
        Books before = market.books();
        List<FakeBook.Charge> charges = charges();

        Mppx.Purchase purchase = payer("tempo", "stripe").preferring("stripe").buy("GET", api.url("/any"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.receipt().requireString("method")).isEqualTo("stripe");
        assertChargedADollarSince(charges);
        assertThat(market.books()).isEqualTo(before);
    }

    @Test
    void aPaymentThroughOneRailOpensNoOtherRoute() {
        Mppx.Purchase card = payer("stripe").buy("GET", api.url("/card"));
        String authorization = payer("stripe").authorizationFor(api.get("/card"));
        List<FakeBook.Charge> before = charges();

        assertThat(api.getPaid("/any", card.authorization()).status()).isEqualTo(402);
        assertThat(api.getPaid("/any", authorization).status()).isEqualTo(402);
        assertThat(charges()).isEqualTo(before);
    }

    @Test
    void aDeadRailIsHiddenWhileTheOthersGoOn() {
        rails.merchant().failingWith = 500;

        Answer any = api.get("/any");
        assertThat(any.status()).isEqualTo(402);
        assertThat(WwwAuthenticate.parse(any.challengeFields()))
                .extracting(Challenge::method)
                .containsExactly("tempo", "stripe");
        Answer alone = api.get("/ln/fortune");
        assertThat(alone.status()).isEqualTo(503);
        assertThat(alone.challengeFields()).isEmpty();
        assertThat(payer("stripe").buy("GET", api.url("/any")).answer().status())
                .isEqualTo(200);

        rails.merchant().failingWith = 0;
        await().atMost(Duration.ofSeconds(30))
                .until(() -> api.get("/any").challengeFields().size() == 3);
    }

    @Test
    void albysClientPaysOnLightning() {
        Mppx.Purchase purchase = market.mppx().buyWithAlby(api.url("/ln/fortune"), JsonObject.EMPTY, rails.customer());

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().text()).isNotBlank();
        Challenge echoed = Mppx.credential(purchase.authorization()).challenge();
        assertThat(echoed.opaque()).as("what this client doesn't echo").isEmpty();
        assertReceived(purchase, 10_000);
        Answer again = api.getPaid("/ln/fortune", purchase.authorization());
        purchase.answer().assertGivenAgain(again);
    }

    @Test
    void albysClientPaysForWhatIsOfferedThroughOtherRailsTooIfItSaysWhichItHas() {
        JsonObject headers =
                JsonObject.builder().put("Accept-Payment", "lightning/charge").build();

        Mppx.Purchase purchase = market.mppx().buyWithAlby(api.url("/any"), headers, rails.customer());

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertReceived(purchase, 10_000);
    }

    private void assertReceived(Mppx.Purchase purchase, long millisatoshi) {
        assertThat(purchase.answer().receipt().method()).isEqualTo("lightning");
        PaymentHash paid = new PaymentHash(purchase.answer().receipt().reference());
        assertThat(rails.nodes().merchant.receivedMillisatoshi(paid)).isEqualTo(millisatoshi);
    }
}
