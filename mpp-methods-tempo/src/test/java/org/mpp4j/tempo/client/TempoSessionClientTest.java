package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.session.SessionAction;

class TempoSessionClientTest extends SessionTest {

    @Test
    void topUpsAfterTheSameBlockAreTransactionsOfTheirOwn() throws Exception {
        TempoSessionClient client = client().build();

        for (int i = 0; i < 11; i++) {
            assertThat(get(client).statusCode()).isEqualTo(200);
        }

        assertThat(seller.deposit).isEqualTo(15_000);
        assertThat(deposited(client)).isEqualTo(15_000);
    }

    @Test
    void aChannelIsOpenedUsedFilledUpAndClosed() throws Exception {
        TempoSessionClient client = client().build();

        HttpResponse<String> first = get(client);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEqualTo("paid");
        assertThat(first.headers().firstValue("Payment-Receipt")).isPresent();
        assertThat(seller.seen()).containsExactly("GET 402", "GET open 200");
        assertThat(deposited(client)).isEqualTo(5_000);

        for (int i = 0; i < 4; i++) {
            assertThat(get(client).statusCode()).isEqualTo(200);
        }
        assertThat(seller.seen()).containsOnly("GET voucher 200").hasSize(4);
        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(seller.seen()).containsExactly("POST topUp 204", "GET voucher 200");
        assertThat(deposited(client)).isEqualTo(10_000);
        assertThat(seller.spent).isEqualTo(6_000);
        assertThat(seller.accepted).isEqualTo(6_000);
        assertThat(spent()).isEqualTo(6_000);

        Receipt receipt = client.close(seller.url("/session")).orElseThrow();

        assertThat(receipt.json().requireString("spent")).isEqualTo("6000");
        assertThat(seller.seen()).containsExactly("POST close 204");
        assertThat(deposited(client)).isZero();
        assertThat(seller.opened).isEqualTo(1);
        assertThat(failure(() -> client.close(seller.url("/session")))).hasMessageContaining("no channel");
    }

    @Test
    void theFirstRequestIsPaidAsMppxPaysIt() throws Exception {
        SessionAction.Open theirs = (SessionAction.Open) SessionAction.read(
                Recorded.json("session-v2").objects("exchanges").stream()
                        .flatMap(exchange -> exchange.string("authorization").stream())
                        .map(field -> org.mpp4j.protocol.Credential.parse(
                                org.mpp4j.protocol.PaymentAuthorization.tokens(List.of(field))
                                        .get(0)))
                        .findFirst()
                        .orElseThrow()
                        .payload(),
                ChannelProtocol.V2);
        seller.fixedChallenge =
                Recorded.json("session-v2").objects("exchanges").get(0).requireString("www-authenticate");
        seller.asksForEver = true;
        Instant then = Instant.parse("2026-11-22T15:13:02Z");
        node.on("eth_getBlockByNumber", block(then, 10_000_000_000L));

        failure(() -> get(client().clock(InstantSource.fixed(then)).build()));

        SessionAction.Open ours = (SessionAction.Open)
                SessionAction.read(seller.credentials().get(0).payload(), ChannelProtocol.V2);
        assertThat(opening(ours)).isEqualTo(opening(theirs));
        assertThat(ours.voucher().cumulativeAmount()).isEqualTo(theirs.voucher().cumulativeAmount());
        assertThat(ours.authorizedSigner()).isEqualTo(theirs.authorizedSigner());
        assertThat(ours.descriptor().payer()).isEqualTo(theirs.descriptor().payer());
    }

    private static ReserveCall.Open opening(SessionAction.Open action) {
        ReserveCall.Open open = (ReserveCall.Open) ReserveCall.decode(action.transaction()
                        .transaction()
                        .calls()
                        .get(0)
                        .input()
                        .toArray())
                .orElseThrow();
        return new ReserveCall.Open(
                open.payee(),
                open.operator(),
                open.token(),
                open.deposit(),
                org.mpp4j.tempo.internal.session.Bytes32.ZERO,
                open.authorizedSigner());
    }

    @Test
    void theServerPaysTheFeesWhereItSaysSo() throws Exception {
        seller.sponsors = true;
        TempoSessionClient client = client().build();

        for (int i = 0; i < 6; i++) {
            assertThat(get(client).statusCode()).isEqualTo(200);
        }

        assertThat(seller.seen()).contains("GET open 200", "POST topUp 204");
    }

    @Test
    void aStreamIsPaidToTheToken() throws Exception {
        TempoSessionClient client = client().build();

        Receipt receipt = stream(client).orElseThrow();

        assertThat(events).hasSize(8).first().isEqualTo(new StreamedEvent("message", "token 0"));
        assertThat(receipt.json().requireString("spent")).isEqualTo("8000");
        assertThat(seller.spent).isEqualTo(8_000);
        assertThat(seller.accepted).isEqualTo(8_000);
        assertThat(seller.seen())
                .startsWith("GET 402", "GET open 200", "POST voucher 204")
                .contains("POST topUp 204");
        assertThat(client.close(seller.url("/stream"))).isPresent();
        assertThat(spent()).isEqualTo(8_000);
    }

    @Test
    void whoeverStopsReadingPaysNoMore() {
        TempoSessionClient client = client().build();

        assertThatThrownBy(() -> client.stream(
                        java.net.http.HttpRequest.newBuilder(seller.url("/stream"))
                                .build(),
                        event -> {
                            throw new IllegalStateException("enough");
                        }))
                .hasMessage("enough");
        assertThat(seller.accepted).isEqualTo(1_000);
    }

    @Test
    void requestsSideBySideShareAChannel() throws Exception {
        TempoSessionClient client = client().build();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<HttpResponse<String>>> answers =
                    threads.invokeAll(Collections.nCopies(15, (Callable<HttpResponse<String>>) () -> get(client)));
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(seller.opened).isEqualTo(1);
        assertThat(seller.spent).isEqualTo(15_000);
        assertThat(seller.accepted).isEqualTo(15_000);
        assertThat(spent()).isEqualTo(15_000);
        assertThat(client.close(seller.url("/session"))).isPresent();
    }

    @Test
    void aLaterClientGoesOnWithTheChannel() throws Exception {
        ChannelKeeper keeper = ChannelKeeper.inMemory();
        assertThat(get(client().keeper(keeper).build()).statusCode()).isEqualTo(200);
        seller.seen();

        TempoSessionClient later = client().keeper(keeper).build();

        assertThat(deposited(later)).isEqualTo(5_000);
        assertThat(get(later).statusCode()).isEqualTo(200);
        assertThat(seller.seen()).containsExactly("GET 402", "GET voucher 200");
        assertThat(later.close(seller.url("/session"))).isPresent();
        assertThat(keeper.load()).isEmpty();
    }

    @Test
    void anAnswerThatWasLostIsAccountedFor() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.drops = true;
        assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
        seller.drops = false;
        seller.seen();

        assertThat(get(client).statusCode()).isEqualTo(200);

        // The lost one was charged, so what was signed for it isn't enough for this one too.
        assertThat(seller.seen()).containsExactly("GET voucher 402", "GET voucher 200");
        assertThat(seller.spent).isEqualTo(3_000);
        assertThat(seller.accepted).isEqualTo(3_000);
    }

    @Test
    void aRequestThatWasSentTwiceBelowDoesNotBlockTheChannel() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.dropsLeft = 1;

        // The JDK's client repeats it by itself, and by then it is charged.
        assertThat(failure(() -> get(client))).hasMessageContaining("although it was paid");

        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(seller.spent).isEqualTo(3_000);
        assertThat(spent()).isEqualTo(3_000);
    }

    @Test
    void aChannelWhoseOpeningGotNoAnswerIsUsedOnceTheChainHasIt() throws Exception {
        TempoSessionClient client = client().build();
        seller.drops = true;
        assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
        seller.drops = false;
        assertThat(deposited(client)).isEqualTo(5_000);
        seller.seen();

        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(seller.seen()).containsExactly("GET voucher 402", "GET voucher 200");
        assertThat(seller.opened).isEqualTo(1);
    }

    @Test
    void aServerThatWasInterruptedAfterItHadOpenedTheChannelIsToldOfIt() throws Exception {
        TempoSessionClient client = client().build();
        theSellerIsInterruptedWhileOpening(client);

        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(seller.seen()).containsExactly("GET voucher 410", "POST open 204", "GET voucher 200");
        assertThat(seller.opened).isEqualTo(1);
        assertThat(seller.spent).isEqualTo(1_000);
        assertThat(spent()).isEqualTo(1_000);
    }

    @Test
    void aServerThatWasInterruptedAfterItHadOpenedTheChannelClosesIt() throws Exception {
        TempoSessionClient client = client().build();
        theSellerIsInterruptedWhileOpening(client);

        assertThat(client.close(seller.url("/session"))).isPresent();

        assertThat(seller.seen()).containsExactly("POST close 410", "POST open 204", "POST close 204");
        assertThat(deposited(client)).isZero();
    }

    private void theSellerIsInterruptedWhileOpening(TempoSessionClient client) {
        seller.drops = true;
        assertThatThrownBy(() -> get(client)).isInstanceOf(IOException.class);
        seller.drops = false;
        seller.hasForgotten = true;
        seller.spent = BigInteger.ZERO;
        seller.accepted = BigInteger.ZERO;
        seller.seen();
    }

    @Test
    void anOpeningThatNeverCameToTheChainIsForgottenAfterItsEnd() throws Exception {
        TempoSessionClient client = client().build();
        seller.asksForEver = true;
        failure(() -> get(client));
        assertThat(deposited(client)).isEqualTo(5_000);
        seller.asksForEver = false;
        node.on("eth_getBlockByNumber", block(Charges.NOW.plusSeconds(25), 10_000_000_000L));

        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(deposited(client)).isEqualTo(5_000);
        assertThat(seller.opened).isEqualTo(1);
    }

    @Test
    void anOpeningThatIsRefusedIsRepeatedWithTheSameTransaction() throws Exception {
        seller.refuse = 1;

        assertThat(get(client().build()).statusCode()).isEqualTo(200);

        assertThat(seller.seen()).containsExactly("GET 402", "GET open 402", "GET open 200");
        assertThat(seller.credentials())
                .extracting(it -> it.payload().requireString("transaction"))
                .containsOnly(seller.credentials().get(0).payload().requireString("transaction"));
        assertThat(seller.opened).isEqualTo(1);
    }

    @Test
    void aVoucherIsForAsMuchMoreAsTheServerTakesAtLeast() throws Exception {
        seller.minDelta = "3000";
        TempoSessionClient client = client().build();

        List<BigInteger> accepted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            get(client);
            accepted.add(seller.accepted);
        }

        assertThat(accepted).map(BigInteger::intValue).containsExactly(1_000, 4_000, 4_000, 4_000, 7_000);
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        assertThatThrownBy(() -> TempoSessionClient.builder().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("signer");
        assertThatThrownBy(() -> client().maxUnitsAhead(0).build()).hasMessageContaining("maxUnitsAhead");
        assertThatThrownBy(() -> client().recipients(List.of())).hasMessageContaining("recipients");
        assertThatThrownBy(() -> client().deposit(Amount.ZERO).build()).hasMessageContaining("deposit");
        assertThatThrownBy(() -> client().maxFeePerGas(0).build()).hasMessageContaining("price of gas");
        assertThatThrownBy(() -> client().httpClient(HttpClient.newBuilder()
                                .followRedirects(HttpClient.Redirect.ALWAYS)
                                .build())
                        .build())
                .hasMessageContaining("redirects");
        ChannelKeeper keeper = ChannelKeeper.inMemory();
        keeper.keep("a", org.mpp4j.protocol.JsonObject.EMPTY);
        assertThatThrownBy(() -> client().keeper(keeper).build()).hasMessageContaining("keeper");
        assertThat(client().build().toString()).doesNotContain("a-key-of-the-operator");
    }

    @Test
    void nothingIsPaidBeyondTheLimits() throws Exception {
        assertThat(failure(
                        () -> get(client().maxUnitPrice(Amount.ofBaseUnits(999)).build())))
                .hasMessageContaining("over the limit of 999");
        assertThat(failure(() -> get(client().recipients(List.of(TempoAddress.parse(SPLIT_1)))
                        .build())))
                .hasMessageContaining("recipient");
        assertThat(failure(() -> get(client().limits(SpendingLimits.of()).build())))
                .hasMessageContaining("no allowance");
        assertThat(failure(
                        () -> get(client().maxDeposit(Amount.ofBaseUnits(999)).build())))
                .hasMessageContaining("deposit");
        assertThat(failure(() -> get(client().chainId(4217)
                        .network(org.mpp4j.tempo.TempoNetwork.MAINNET)
                        .build())))
                .hasMessageContaining("another chain");
        assertThat(seller.channel).isNull();
        assertThat(seller.credentials()).isEmpty();
    }

    @Test
    void aDepositIsNeverMoreThanItMayBe() throws Exception {
        seller.suggestedDeposit = "1000000000";
        TempoSessionClient client =
                client().maxDeposit(Amount.ofBaseUnits(2_500)).build();

        get(client);
        assertThat(seller.deposit).isEqualTo(2_500);
        get(client);
        assertThat(failure(() -> get(client))).hasMessageContaining("of the limit of 2500");
        assertThat(seller.accepted).isEqualTo(2_000);
    }
}
