package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

/**
 * mppx pays by sending the transaction itself, and in parts to several recipients, on the ids of both networks; all balances
 * to the base unit.
 */
@ExtendWith(MarketplaceExtension.class)
@ParameterizedClass(name = "chain {0}")
@ValueSource(longs = {Marketplace.MODERATO, Marketplace.MAINNET})
final class TempoModesIT {

    private static final long PRICE = 20_000;
    private static final long TO_PLATFORM = 5_000;
    private static final long TO_AFFILIATE = 1_000;

    private final Marketplace market;

    TempoModesIT(long chainId, Marketplaces markets) {
        this.market = markets.on(chainId);
    }

    @Test
    void aFortuneIsPaidForByATransactionThatMppxSendsItself() {
        Books before = market.books();

        Mppx.Purchase purchase = market.payer().pushing().buy("GET", market.url("/fortune"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        JsonObject payload = Mppx.credential(purchase.authorization()).payload();
        assertThat(payload.requireString("type")).isEqualTo("hash");
        assertThat(purchase.receipt().requireString("reference")).isEqualTo(payload.requireString("hash"));
        market.assertPaidSince(before, Marketplace.FORTUNE);
        assertThat(market.books().sent()).as("transactions that paid-api sent").isEqualTo(before.sent());
    }

    @Test
    void aPushedPaymentIsGoodForOneAnswer() {
        Mppx.Purchase purchase = market.payer().pushing().buy("GET", market.url("/fortune"));

        purchase.answer().assertGivenAgain(market.api().getPaid("/fortune", purchase.authorization()));
    }

    @Test
    void aTransactionThatPaidDoesNotPayForAnotherChallenge() {
        Mppx.Purchase purchase = market.payer().pushing().buy("GET", market.url("/fortune"));
        Credential used = Mppx.credential(purchase.authorization());
        Books before = market.books();

        Answer answer = market.api()
                .getPaid(
                        "/fortune",
                        "Payment "
                                + Credential.of(
                                                market.api().get("/fortune").challenge(),
                                                used.source().orElseThrow(),
                                                used.payload())
                                        .token());

        assertThat(answer.status()).isEqualTo(402);
        assertThat(answer.problem()).isEqualTo("verification-failed");
        market.assertNothingSentSince(before);
    }

    @Test
    void aTransactionThatPaidDoesNotPayInTheNameOfSomebodyElse() {
        Answer unpaid = market.api().get("/fortune");
        Credential pushed = Mppx.credential(market.payer().pushing().authorizationFor(unpaid));

        Answer stolen = market.api()
                .getPaid(
                        "/fortune",
                        "Payment "
                                + Credential.of(
                                                pushed.challenge(),
                                                "did:pkh:eip155:" + market.chainId() + ":" + Account.POOR,
                                                pushed.payload())
                                        .token());

        assertThat(stolen.status()).isEqualTo(402);
        assertThat(stolen.problem()).isEqualTo("verification-failed");
    }

    @Test
    void whatIsPulledIsSharedToTheBaseUnit() {
        assertShared(market.payer());
    }

    @Test
    void whatIsPushedIsSharedToTheBaseUnit() {
        assertShared(market.payer().pushing());
    }

    private void assertShared(Mppx.Payer payer) {
        List<BigInteger> before = balances();

        Mppx.Purchase purchase = payer.buy("GET", market.url("/split"));

        assertThat(purchase.answer().status()).isEqualTo(200);
        assertThat(purchase.answer().text()).isNotBlank();
        assertThat(changes(before, balances()))
                .as("of payer, merchant, platform and affiliate")
                .containsExactly(-PRICE, PRICE - TO_PLATFORM - TO_AFFILIATE, TO_PLATFORM, TO_AFFILIATE);
    }

    private List<BigInteger> balances() {
        return Stream.of(Account.PAYER, Account.MERCHANT, Account.PLATFORM, Account.AFFILIATE)
                .map(account -> market.chain().balance(Anvil.PATH_USD, account.address()))
                .toList();
    }

    private static List<Long> changes(List<BigInteger> before, List<BigInteger> after) {
        return Stream.iterate(0, i -> i < before.size(), i -> i + 1)
                .map(i -> after.get(i).subtract(before.get(i)).longValueExact())
                .toList();
    }

    @Test
    void whoMaySendOnlyTransactionsThatTheServerTakesPaysThatWay() {
        Map<String, String> environment =
                PaidApi.environment(market.chainId(), market.chain().url());
        environment.put("TEMPO_MODES", "pull");
        try (PaidApi pullOnly = PaidApi.start(environment)) {
            Answer unpaid = pullOnly.get("/fortune");
            Books before = market.books();
            JsonObject details = unpaid.challenge().request().methodDetails();
            assertThat(details.strings("supportedModes")).containsExactly("pull");

            String authorization = market.payer().authorizationFor(unpaid);

            assertThat(pullOnly.getPaid("/fortune", authorization).status()).isEqualTo(200);
            market.assertPaidSince(before, Marketplace.FORTUNE);
        }
    }

    @Test
    void onlyTheModesThatAreSetAreOfferedAndTaken() {
        Map<String, String> environment =
                PaidApi.environment(market.chainId(), market.chain().url());
        environment.put("TEMPO_MODES", "push");
        try (PaidApi pushOnly = PaidApi.start(environment)) {
            Answer unpaid = pushOnly.get("/fortune");
            Books before = market.books();
            JsonObject details = unpaid.challenge().request().methodDetails();
            assertThat(details.strings("supportedModes")).containsExactly("push");

            // mppx chooses the only mode there is by itself.
            String authorization = market.payer().authorizationFor(unpaid);

            assertThat(pushOnly.getPaid("/fortune", authorization).status()).isEqualTo(200);
            market.assertPaidSince(before, Marketplace.FORTUNE);
        }
    }
}
