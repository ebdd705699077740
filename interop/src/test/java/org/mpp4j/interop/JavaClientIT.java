package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.PaidResponse;
import org.mpp4j.client.PayingHttpClient;
import org.mpp4j.client.PayingHttpClientBuilder;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.TempoPayer;
import org.mpp4j.tempo.client.TempoPayerBuilder;
import org.mpp4j.tempo.client.TempoWallet;

/** The Java client pays mppx's server, and paid-api, on the ids of both networks. Balances tell to the base unit. */
@ExtendWith(MarketplaceExtension.class)
@ParameterizedClass
@ValueSource(longs = {Marketplace.MODERATO, Marketplace.MAINNET})
final class JavaClientIT {

    private static final BigInteger ONE_DOLLAR = BigInteger.valueOf(1_000_000);

    /** Fees of the payer's go off this, so that its pathUSD moves by what it pays and nothing else. */
    private static final TempoAddress OTHER_TOKEN = TempoAddress.parse("0x20c0000000000000000000000000000000000003");

    private static Anvil chain;
    private static MppxServer mppx;
    private static PaidApi api;

    private final long chainId;

    JavaClientIT(long chainId) {
        this.chainId = chainId;
    }

    @BeforeParameterizedClassInvocation
    static void open(long chainId) {
        chain = Anvil.start(chainId);
        mppx = MppxServer.start(chainId, chain.url());
        Map<String, String> environment = PaidApi.environment(chainId, chain.url());
        environment.put("TEMPO_SPLITS", "0.005:" + MppxServer.SPLIT_1 + ",0.001:" + MppxServer.SPLIT_2);
        environment.put("TEMPO_FEE_PAYER_KEY", Account.POOR.key());
        api = PaidApi.start(environment);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        api.close();
        mppx.close();
        chain.close();
    }

    private TempoPayerBuilder payer() {
        return TempoPayer.builder()
                .chainId(chainId)
                .rpcUrl(chain.url())
                .signer(TempoWallet.ofKey(Account.PAYER.key()))
                .feeToken(OTHER_TOKEN)
                .clientId("java-client");
    }

    private static PayingHttpClientBuilder client(TempoPayerBuilder payer) {
        return PayingHttpClient.builder()
                .payer(payer.build())
                .allowRealms("localhost", PaidApi.REALM)
                .allowRecipients("tempo", Account.MERCHANT.address(), MppxServer.SPLIT_1, MppxServer.SPLIT_2);
    }

    private static Allowance upToADollar() {
        return Allowance.of("tempo", Anvil.PATH_USD, Amount.ofBaseUnits(ONE_DOLLAR));
    }

    private PaidResponse<String> get(PayingHttpClient client, URI url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    }

    private PaidResponse<String> buy(TempoPayerBuilder payer, String path) throws Exception {
        return get(client(payer).allow(upToADollar()).build(), mppx.url(path));
    }

    /** What everybody has in pathUSD. */
    private Map<String, BigInteger> balances() {
        Map<String, BigInteger> balances = new LinkedHashMap<>();
        for (String account : List.of(
                Account.MERCHANT.address(),
                Account.PAYER.address(),
                Account.POOR.address(),
                MppxServer.SPLIT_1,
                MppxServer.SPLIT_2)) {
            balances.put(account, chain.balance(Anvil.PATH_USD, account));
        }
        return balances;
    }

    /** Fails unless exactly these amounts came to merchant, payer, sponsor and the two of the splits since then. */
    private void assertMoved(Map<String, BigInteger> before, long... amounts) {
        Map<String, BigInteger> now = balances();
        List<BigInteger> moved = before.keySet().stream()
                .map(account -> now.get(account).subtract(before.get(account)))
                .toList();
        assertThat(moved)
                .as("merchant, payer, sponsor, split 1, split 2")
                .containsExactly(IntStream.range(0, 5)
                        .mapToObj(i -> BigInteger.valueOf(amounts[i]))
                        .toArray(BigInteger[]::new));
    }

    private void assertDelivered(PaidResponse<String> response) {
        assertThat(response.statusCode())
                .as(() -> response.unpaidBecause().orElse("") + response.body() + mppx.printed())
                .isEqualTo(200);
        assertThat(response.receipt()).isPresent();
    }

    @Test
    void aTransactionForTheServerToSendPays() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/pull");

        assertDelivered(response);
        assertThat(response.body()).isEqualTo("paid");
        assertThat(response.credential().orElseThrow().payload().requireString("type"))
                .isEqualTo("transaction");
        assertMoved(before, 1_000_000, -1_000_000, 0, 0, 0);
        JsonObject mined = chain.receipt(response.receipt().orElseThrow().reference());
        assertThat(mined.requireString("from")).isEqualToIgnoringCase(Account.PAYER.address());
    }

    @Test
    void aTransactionThatThePayerHasSentPays() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer().mode(TempoPayer.Mode.PUSH), "/push");

        assertDelivered(response);
        assertThat(response.credential().orElseThrow().payload().requireString("type"))
                .isEqualTo("hash");
        assertMoved(before, 1_000_000, -1_000_000, 0, 0, 0);
    }

    @Test
    void whatTheServerDoesNotTakeIsNotSent() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/push");

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause()).contains("No payer can answer tempo/charge");
        assertMoved(before, 0, 0, 0, 0, 0);
    }

    @Test
    void aProofCostsNothing() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/proof");

        assertDelivered(response);
        assertThat(response.credential().orElseThrow().payload().requireString("type"))
                .isEqualTo("proof");
        assertMoved(before, 0, 0, 0, 0, 0);
    }

    @Test
    void theSponsorPaysTheFeeAndThePayerThePrice() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/sponsored");

        assertDelivered(response);
        long fee = fee(response);
        assertThat(fee).isPositive();
        assertMoved(before, 1_000_000, -1_000_000, -fee, 0, 0);
    }

    @Test
    void splitsArePaidAtOnce() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/splits");

        assertDelivered(response);
        assertMoved(before, 940_000, -1_000_000, 0, 50_000, 10_000);
    }

    @Test
    void splitsAndAPaidFeeGoTogether() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = buy(payer(), "/sponsored-splits");

        assertDelivered(response);
        assertMoved(before, 750_000, -1_000_000, -fee(response), 250_000, 0);
    }

    @Test
    void aSplitToAStrangerIsNotPaid() throws Exception {
        Map<String, BigInteger> before = balances();
        PayingHttpClient client = PayingHttpClient.builder()
                .payer(payer().build())
                .allow(upToADollar())
                .allowRecipients("tempo", Account.MERCHANT.address(), MppxServer.SPLIT_1)
                .build();

        PaidResponse<String> response = get(client, mppx.url("/splits"));

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause().orElseThrow()).contains("recipient");
        assertMoved(before, 0, 0, 0, 0, 0);
    }

    @Test
    void manyAtOnceSpendNoMoreThanTheTotal() throws Exception {
        Map<String, BigInteger> before = balances();
        SpendingLimits limits = SpendingLimits.of(upToADollar().total(Amount.ofBaseUnits(5 * Marketplace.FORTUNE)));
        PayingHttpClient client = client(payer()).limits(limits).build();

        List<CompletableFuture<PaidResponse<String>>> responses = IntStream.range(0, 12)
                .mapToObj(i -> client.sendAsync(
                        HttpRequest.newBuilder(api.url("/fortune")).build(), BodyHandlers.ofString()))
                .toList();

        assertThat(responses.stream().map(CompletableFuture::join).map(PaidResponse::statusCode))
                .containsOnly(200, 402)
                .filteredOn(status -> status == 200)
                .hasSize(5);
        assertMoved(before, 5 * Marketplace.FORTUNE, -5 * Marketplace.FORTUNE, 0, 0, 0);
        assertThat(limits.spent("tempo", Anvil.PATH_USD)).isEqualTo(Amount.ofBaseUnits(5 * Marketplace.FORTUNE));
    }

    @Test
    void paidApiSellsAFortune() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = get(client(payer()).allow(upToADollar()).build(), api.url("/fortune"));

        assertDelivered(response);
        assertThat(response.body()).isNotBlank();
        assertMoved(before, Marketplace.FORTUNE, -Marketplace.FORTUNE, 0, 0, 0);
    }

    @Test
    void paidApiTakesATransactionThatThePayerHasSent() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = get(
                client(payer().mode(TempoPayer.Mode.PUSH)).allow(upToADollar()).build(), api.url("/fortune"));

        assertDelivered(response);
        assertThat(response.credential().orElseThrow().payload().requireString("type"))
                .isEqualTo("hash");
        assertMoved(before, Marketplace.FORTUNE, -Marketplace.FORTUNE, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void paidApiSharesWhatItGets(TempoPayer.Mode mode) throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response =
                get(client(payer().mode(mode)).allow(upToADollar()).build(), api.url("/split"));

        assertDelivered(response);
        assertMoved(before, 14_000, -20_000, 0, 5_000, 1_000);
    }

    @Test
    void paidApiPaysTheFee() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = get(client(payer()).allow(upToADollar()).build(), api.url("/sponsored"));

        assertDelivered(response);
        long fee = fee(response);
        assertThat(fee).isPositive();
        assertMoved(before, Marketplace.FORTUNE, -Marketplace.FORTUNE, -fee, 0, 0);
    }

    @Test
    void paidApiSellsAnEchoOfThisBodyOnly() throws Exception {
        Map<String, BigInteger> before = balances();
        PayingHttpClient client = client(payer()).allow(upToADollar()).build();
        String body = "zwölf Boxkämpfer — ✓";

        PaidResponse<String> response = client.send(
                HttpRequest.newBuilder(api.url("/echo"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());

        assertDelivered(response);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.challenge().orElseThrow().digest()).isPresent();
        assertMoved(before, Marketplace.ECHO, -Marketplace.ECHO, 0, 0, 0);
    }

    @Test
    void paidApiIsToldWhoAsks() throws Exception {
        Map<String, BigInteger> before = balances();

        PaidResponse<String> response = get(client(payer()).allow(upToADollar()).build(), api.url("/whoami"));

        assertDelivered(response);
        assertThat(response.body().strip()).isEqualTo(Account.PAYER.address());
        assertMoved(before, 0, 0, 0, 0, 0);
    }

    @Test
    void aProofInTheRealmOfAnotherHostIsNotGiven() throws Exception {
        PayingHttpClient client = PayingHttpClient.builder()
                .payer(payer().build())
                .allow(upToADollar())
                .build();

        PaidResponse<String> response = get(client, api.url("/whoami"));

        assertThat(response.statusCode()).isEqualTo(402);
        assertThat(response.unpaidBecause().orElseThrow()).contains("realm");
    }

    /** In base units, rounded up; Tempo's gas price is in millionths of millionths of them. */
    private long fee(PaidResponse<String> response) {
        JsonObject mined = chain.receipt(response.receipt().orElseThrow().reference());
        BigInteger unit = BigInteger.TEN.pow(12);
        return Anvil.number(mined.requireString("gasUsed"))
                .multiply(Anvil.number(mined.requireString("effectiveGasPrice")))
                .add(unit.subtract(BigInteger.ONE))
                .divide(unit)
                .longValueExact();
    }
}
