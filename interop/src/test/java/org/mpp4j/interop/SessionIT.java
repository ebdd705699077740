package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.TempoSessionClient;

/** The unmodified mppx client keeps sessions with paid-api, over channels on a chain; and ours does. */
class SessionIT {

    private static ReserveMarket market;
    private static PaidApi api;

    @BeforeAll
    static void open() {
        market = ReserveMarket.open();
        Map<String, String> environment =
                PaidApi.environment(Marketplace.MODERATO, market.reserve().url());
        environment.put("SESSION_MERCHANT_KEY", Account.MERCHANT.key());
        api = PaidApi.start(environment);
    }

    @AfterAll
    static void close() {
        if (api != null) {
            api.close();
        }
        if (market != null) {
            market.close();
        }
    }

    @Test
    void requestsTopUpRequestsAndCloseMoveExactlyWhatWasSpent() {
        BigInteger payer = market.balance(Account.PAYER);
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payersFees = market.fees(Account.PAYER);
        BigInteger merchantsFees = market.fees(Account.MERCHANT);
        BigInteger reserved = market.inReserve();
        MppxSession session = market.session("20");

        MppxSession.Outcome opened = session.fetch(api.url("/session"));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.requests()).containsExactly("GET 402", "GET open 200");
        String channelId = opened.channelId();
        assertThat(market.state(channelId).deposit()).isEqualTo(5_000_000);
        for (int i = 2; i <= 5; i++) {
            MppxSession.Outcome next = session.fetch(api.url("/session"));
            assertThat(next.requests()).containsExactly("GET 402", "GET voucher 200");
            assertThat(next.cumulative()).isEqualTo(i * 1000L);
        }
        assertThat(session.topUp("1.5").requests()).containsExactly("POST topUp 204");
        assertThat(market.state(channelId).deposit()).isEqualTo(6_500_000);
        assertThat(session.fetch(api.url("/session")).status()).isEqualTo(200);

        MppxSession.Outcome closed = session.close();
        assertThat(closed.requests()).containsExactly("POST close 204");
        assertThat(closed.receipt().orElseThrow().requireString("spent")).isEqualTo("6000");
        assertThat(market.state(channelId).exists()).isFalse();
        assertThat(payer.subtract(market.balance(Account.PAYER)))
                .isEqualTo(
                        BigInteger.valueOf(6_000).add(market.fees(Account.PAYER).subtract(payersFees)));
        assertThat(market.balance(Account.MERCHANT).subtract(merchant))
                .isEqualTo(BigInteger.valueOf(6_000)
                        .subtract(market.fees(Account.MERCHANT).subtract(merchantsFees)));
        assertThat(market.inReserve()).isEqualTo(reserved);
    }

    @Test
    void aStreamIsPaidToTheTokenWithSeveralVouchers() {
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger merchantsFees = market.fees(Account.MERCHANT);
        BigInteger reserved = market.inReserve();
        MppxSession session = market.session("20");

        MppxSession.Outcome streamed = session.stream(api.url("/stream?tokens=12"));

        assertThat(streamed.messages()).hasSize(12).startsWith("token 0").endsWith("token 11");
        assertThat(streamed.requests()).startsWith("GET 402", "GET open 200").contains("POST voucher 204");
        assertThat(streamed.receipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.requireString("spent")).isEqualTo("1200"));
        assertThat(session.close().requests()).containsExactly("POST close 204");
        // The merchant pays for closing the channel, which costs it less than it has earned and the gas of one
        // transaction.
        assertThat(market.inReserve()).isEqualTo(reserved);
        assertThat(market.balance(Account.MERCHANT)).isNotEqualTo(merchant);
    }

    @Test
    void aClientThatHasLostItsStateProvesWhoItIsAndGoesOnWithItsChannel() {
        MppxSession.Outcome opened = market.session("20").fetch(api.url("/session"));
        MppxSession fresh = market.bootstrappingSession("20");

        MppxSession.Outcome resumed = fresh.fetch(api.url("/session"));
        MppxSession.Outcome next = fresh.fetch(api.url("/session"));

        assertThat(resumed.status()).isEqualTo(200);
        assertThat(resumed.requests()).containsExactly("HEAD 402", "HEAD proof 204", "GET 402", "GET voucher 200");
        assertThat(resumed.channelId()).isEqualTo(opened.channelId());
        assertThat(resumed.cumulative()).isEqualTo(2_000);
        assertThat(next.requests()).containsExactly("GET 402", "GET voucher 200");
        assertThat(next.cumulative()).isEqualTo(3_000);
        assertThat(fresh.close().receipt().orElseThrow().requireString("spent")).isEqualTo("3000");
        assertThat(market.state(opened.channelId()).exists()).isFalse();

        // Its channel is over by now, so the next one that knows nothing opens another.
        MppxSession.Outcome reopened = market.bootstrappingSession("20").fetch(api.url("/session"));
        assertThat(reopened.requests()).containsExactly("HEAD 402", "HEAD proof 204", "GET 402", "GET open 200");
    }

    @Test
    void ourClientThatHasLostItsStateGoesOnWithItsChannelToo() throws Exception {
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger merchantsFees = market.fees(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        BigInteger reserved = market.inReserve();
        Amount deposit = Amount.ofBaseUnits(5_000_000);
        TempoSessionClient lost = market.client(deposit).build();
        assertThat(get(lost)).isEqualTo(200);
        assertThat(get(lost)).isEqualTo(200);

        TempoSessionClient fresh = market.client(deposit).resume(PaidApi.REALM).build();
        assertThat(get(fresh)).isEqualTo(200);

        assertThat(fresh.deposited(TempoAddress.parse(Anvil.PATH_USD))).isEqualTo(deposit);
        assertThat(market.inReserve().subtract(reserved)).isEqualTo(5_000_000);
        TempoSessionClient atTheEnd =
                market.client(deposit).resume(PaidApi.REALM).build();
        Receipt closed = atTheEnd.close(api.url("/session")).orElseThrow();
        assertThat(closed.json().requireString("spent")).isEqualTo("3000");
        assertThat(market.inReserve()).isEqualTo(reserved);
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(3_000);
        assertThat(market.balance(Account.MERCHANT).subtract(merchant))
                .isEqualTo(BigInteger.valueOf(3_000)
                        .subtract(market.fees(Account.MERCHANT).subtract(merchantsFees)));
    }

    /** The session of mppx hands that to its caller as it is, and keeps the channel; the caller starts another session. */
    @Test
    void whoseChannelIsOverIsToldSoAndOpensAnotherInANewSession() throws Exception {
        MppxSession session = market.session("20");
        MppxSession.Outcome opened = session.fetch(api.url("/session"));
        TempoSessionClient sameAccount = market.client(Amount.ofBaseUnits(5_000_000))
                .resume(PaidApi.REALM)
                .build();
        assertThat(sameAccount.close(api.url("/session"))).isPresent();

        MppxSession.Outcome refused = session.fetch(api.url("/session"));
        MppxSession anotherSession = market.session("20");
        MppxSession.Outcome reopened = anotherSession.fetch(api.url("/session"));

        assertThat(refused.requests()).containsExactly("GET 402", "GET voucher 410");
        assertThat(refused.channelId()).isEqualTo(opened.channelId());
        assertThat(reopened.requests()).containsExactly("GET 402", "GET open 200");
        assertThat(reopened.channelId()).isNotEqualTo(opened.channelId());
        assertThat(anotherSession.close().requests()).containsExactly("POST close 204");
    }

    private static int get(TempoSessionClient client) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(api.url("/session")).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
