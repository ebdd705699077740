package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;

/** What mppx buys on the ids of both networks, and that the money arrives. */
@ExtendWith(MarketplaceExtension.class)
@ParameterizedClass(name = "chain {0}")
@ValueSource(longs = {Marketplace.MODERATO, Marketplace.MAINNET})
final class PurchaseIT {

    private final Marketplace market;

    PurchaseIT(long chainId, Marketplaces markets) {
        this.market = markets.on(chainId);
    }

    @Test
    void aFortuneIsPaidForAndDelivered() {
        Books before = market.books();

        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().text()).isNotBlank();
        assertThat(purchase.answer().header("cache-control")).hasValue("private");
        market.assertPaidSince(before, Marketplace.FORTUNE);
    }

    @Test
    void theReceiptNamesTheTransactionThatPaid() {
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));

        String hash = purchase.answer().receipt().reference();
        JsonObject mined = market.chain().receipt(hash);
        assertThat(mined.requireString("status")).isEqualTo("0x1");
        assertThat(mined.requireString("from")).isEqualToIgnoringCase(Account.PAYER.address());
        // As mppx reads it
        assertThat(purchase.receipt().requireString("reference")).isEqualTo(hash);
        assertThat(purchase.receipt().requireString("method")).isEqualTo("tempo");
        assertThat(purchase.receipt().requireString("status")).isEqualTo("success");
    }

    @Test
    void whoPaysFeesInTheSameTokenPaysThePriceAndTheFee() {
        String payer = Account.FEES_IN_PATH_USD.address();
        BigInteger before = market.chain().balance(Anvil.PATH_USD, payer);

        Mppx.Purchase purchase = market.payer(Account.FEES_IN_PATH_USD).buy("GET", market.url("/fortune"));

        JsonObject mined = market.chain().receipt(purchase.answer().receipt().reference());
        BigInteger spent = before.subtract(market.chain().balance(Anvil.PATH_USD, payer));
        assertThat(spent).isEqualTo(BigInteger.valueOf(Marketplace.FORTUNE).add(fee(mined)));
    }

    /** In base units, rounded up; Tempo's gas price is in millionths of millionths of them. */
    private static BigInteger fee(JsonObject mined) {
        BigInteger unit = BigInteger.TEN.pow(12);
        return Anvil.number(mined.requireString("gasUsed"))
                .multiply(Anvil.number(mined.requireString("effectiveGasPrice")))
                .add(unit.subtract(BigInteger.ONE))
                .divide(unit);
    }

    @Test
    void withoutPaymentThereIsAChallengeAndNoFortune() {
        Answer answer = market.api().get("/fortune");

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.header("content-type")).hasValue(Problem.MEDIA_TYPE);
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(answer.problem()).isEqualTo("payment-required");
        assertThat(answer.challenge().realm()).isEqualTo(PaidApi.REALM);
        assertThat(JsonObject.parse(answer.text()).requireString("challengeId"))
                .isEqualTo(answer.challenge().id());
        assertThat(answer.header("payment-receipt")).isEmpty();
    }

    @Test
    void anEchoIsPaidForAndIsTheBodyByteForByte() {
        Books before = market.books();
        String body = "{\"text\": \"zwölf Boxkämpfer — ✓\"}\n";

        Mppx.Purchase purchase = market.payer().buy("POST", market.url("/echo"), body);

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().body()).isEqualTo(body.getBytes(UTF_8));
        market.assertPaidSince(before, Marketplace.ECHO);
    }

    @Test
    void anEchoOfBytesThatAreNoTextIsTheSameBytes() {
        byte[] body = new byte[70_000];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) (i * 31);
        }
        Answer unpaid = market.api().send("POST", "/echo", BodyPublishers.ofByteArray(body));
        String authorization = market.payer().authorizationFor(unpaid);

        Answer paid =
                market.api().send("POST", "/echo", BodyPublishers.ofByteArray(body), "Authorization", authorization);

        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.body()).isEqualTo(body);
    }

    @Test
    void whoAsksWhoTheyAreProvesItAndPaysNothing() {
        Books before = market.books();
        long transactions = market.chain().transactionsInBlocks();

        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/whoami"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().text().strip()).isEqualTo(Account.PAYER.address());
        market.assertNothingSentSince(before);
        assertThat(market.chain().transactionsInBlocks()).isEqualTo(transactions);
    }

    @Test
    void aProofIsGoodForOneAnswer() {
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/whoami"));

        Answer again = market.api().getPaid("/whoami", purchase.authorization());

        purchase.answer().assertGivenAgain(again);
    }
}
