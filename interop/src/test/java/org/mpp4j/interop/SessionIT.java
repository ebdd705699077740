package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ReserveCall;

/** The unmodified mppx client keeps sessions with paid-api, over channels on a chain. */
class SessionIT {

    private static final String RESERVE = ChannelContract.RESERVE.toString();

    private static Anvil chain;
    private static Mppx mppx;
    private static ReserveStandIn reserve;
    private static PaidApi api;

    @BeforeAll
    static void open() {
        Optional<String> missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        chain = Anvil.start(Marketplace.MODERATO);
        mppx = Mppx.start();
        reserve = ReserveStandIn.on(chain, mppx);
        Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, reserve.url());
        environment.put("SESSION_MERCHANT_KEY", Account.MERCHANT.key());
        api = PaidApi.start(environment);
    }

    @AfterAll
    static void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {api, reserve, mppx, chain}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private static BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    private static BigInteger inReserve() {
        return chain.balance(Anvil.PATH_USD, RESERVE);
    }

    private static ChannelState state(String channelId) {
        JsonObject call = JsonObject.builder()
                .put("to", RESERVE)
                .put("data", Hex.encode(ReserveCall.getChannelState(Bytes32.parse(channelId, "channel"))))
                .build();
        return ChannelState.decode(
                Hex.decode(chain.call("eth_call", call, "latest").requireString("result"), 96, "state"));
    }

    private static MppxSession session(String maxDeposit) {
        return MppxSession.start(mppx, Account.PAYER, Marketplace.MODERATO, reserve.url(), maxDeposit);
    }

    @Test
    void requestsTopUpRequestsAndCloseMoveExactlyWhatWasSpent() {
        BigInteger payer = balance(Account.PAYER);
        BigInteger reserved = inReserve();
        MppxSession session = session("20");

        MppxSession.Outcome opened = session.fetch(api.url("/session"));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.requests()).containsExactly("GET 402", "GET open 200");
        String channelId = opened.channelId();
        assertThat(state(channelId).deposit()).isEqualTo(5_000_000);
        for (int i = 2; i <= 5; i++) {
            MppxSession.Outcome next = session.fetch(api.url("/session"));
            assertThat(next.requests()).containsExactly("GET 402", "GET voucher 200");
            assertThat(next.cumulative()).isEqualTo(i * 1000L);
        }
        assertThat(session.topUp("1.5").requests()).containsExactly("POST topUp 204");
        assertThat(state(channelId).deposit()).isEqualTo(6_500_000);
        assertThat(session.fetch(api.url("/session")).status()).isEqualTo(200);

        MppxSession.Outcome closed = session.close();
        assertThat(closed.requests()).containsExactly("POST close 204");
        assertThat(closed.receipt().orElseThrow().requireString("spent")).isEqualTo("6000");
        assertThat(state(channelId).exists()).isFalse();
        assertThat(payer.subtract(balance(Account.PAYER)))
                .isBetween(BigInteger.valueOf(6_000), BigInteger.valueOf(6_500));
        assertThat(inReserve()).isEqualTo(reserved);
    }

    @Test
    void aStreamIsPaidToTheTokenWithSeveralVouchers() {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger reserved = inReserve();
        MppxSession session = session("20");

        MppxSession.Outcome streamed = session.stream(api.url("/stream?tokens=12"));

        assertThat(streamed.messages()).hasSize(12).startsWith("token 0").endsWith("token 11");
        assertThat(streamed.requests()).startsWith("GET 402", "GET open 200").contains("POST voucher 204");
        assertThat(streamed.receipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.requireString("spent")).isEqualTo("1200"));
        assertThat(session.close().requests()).containsExactly("POST close 204");
        // The merchant pays for closing the channel, which costs it less than it has earned and the gas of one
        // transaction.
        assertThat(inReserve()).isEqualTo(reserved);
        assertThat(balance(Account.MERCHANT)).isNotEqualTo(merchant);
    }
}
