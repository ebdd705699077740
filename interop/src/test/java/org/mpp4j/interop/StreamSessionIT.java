package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified client that mppx has for the older contract of channels keeps sessions with paid-api. */
class StreamSessionIT {

    private static StreamMarket market;
    private static PaidApi api;

    @BeforeAll
    static void open() {
        market = StreamMarket.open();
        Map<String, String> environment =
                PaidApi.environment(Marketplace.MODERATO, market.chain().url());
        environment.put("SESSION_MERCHANT_KEY", Account.MERCHANT.key());
        environment.put("SESSION_STREAM_CONTRACT", StreamMarket.CONTRACT);
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

    /** What merchant and payer had, and what they have paid in fees since. */
    private static final class Books {

        private final BigInteger merchant = market.balance(Account.MERCHANT);
        private final BigInteger payer = market.balance(Account.PAYER);
        private final BigInteger merchantsFees = market.chain().fees(Account.MERCHANT);
        private final BigInteger payersFees = market.chain().fees(Account.PAYER);
        private final BigInteger kept = market.inContract();

        void assertPaid(long units) {
            assertThat(payer.subtract(market.balance(Account.PAYER)))
                    .isEqualTo(BigInteger.valueOf(units)
                            .add(market.chain().fees(Account.PAYER).subtract(payersFees)));
            assertThat(market.balance(Account.MERCHANT).subtract(merchant))
                    .isEqualTo(BigInteger.valueOf(units)
                            .subtract(market.chain().fees(Account.MERCHANT).subtract(merchantsFees)));
            assertThat(market.inContract()).isEqualTo(kept);
        }
    }

    @Test
    void requestsTopUpRequestsAndCloseMoveExactlyWhatWasSpent() {
        Books books = new Books();
        MppxSession session = market.session("5");

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
        assertThat(session.topUpLegacy(api.url("/session"), 1_500_000).requests())
                .containsExactly("GET 402", "POST topUp 204");
        assertThat(market.state(channelId).deposit()).isEqualTo(6_500_000);
        assertThat(session.fetch(api.url("/session")).status()).isEqualTo(200);

        MppxSession.Outcome closed = session.close();
        assertThat(closed.requests()).containsExactly("POST close 204");
        assertThat(closed.receipt().orElseThrow().requireString("spent")).isEqualTo("6000");
        assertThat(market.state(channelId).finalized()).isTrue();
        books.assertPaid(6_000);
    }

    @Test
    void aStreamIsPaidToTheTokenWithSeveralVouchers() {
        Books books = new Books();
        MppxSession session = market.session("5");

        MppxSession.Outcome streamed = session.stream(api.url("/stream?tokens=12"));

        assertThat(streamed.messages()).hasSize(12).startsWith("token 0").endsWith("token 11");
        assertThat(streamed.requests()).startsWith("GET 402", "GET open 200").contains("POST voucher 204");
        assertThat(session.close().requests()).containsExactly("POST close 204");
        books.assertPaid(1_200);
    }

    @Test
    void aPayerWhoAsksForTheEndOnTheChainPaysForWhatWasUsed() {
        Books books = new Books();
        MppxSession session = market.session("5");
        session.fetch(api.url("/session"));
        String channelId = session.fetch(api.url("/session")).channelId();

        market.requestClose(channelId);

        AtomicLong served = new AtomicLong(2);
        // Whoever comes with a voucher then makes the server look after the channel at once.
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    if (session.fetch(api.url("/session")).status() == 200) {
                        served.incrementAndGet();
                    }
                    assertThat(market.state(channelId).finalized()).isTrue();
                });
        assertThat(market.state(channelId).settled()).isEqualTo(served.get() * 1_000);
        books.assertPaid(served.get() * 1_000);
    }
}
