package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
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

    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private static final String FEE_MANAGER = "0xfeec000000000000000000000000000000000000";
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

    /** All that an account has paid for its transactions so far, as the token's events tell it. */
    private static BigInteger fees(Account account) {
        JsonObject question = JsonObject.builder()
                .put("fromBlock", "0x0")
                .put("toBlock", "latest")
                .put("address", Anvil.PATH_USD)
                .put("topics", List.of(TRANSFER, topic(account.address()), topic(FEE_MANAGER)))
                .build();
        return chain.call("eth_getLogs", question).objects("result").stream()
                .map(log -> new BigInteger(log.requireString("data").substring(2), 16))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static String topic(String address) {
        return "0x" + "0".repeat(24) + address.substring(2).toLowerCase(Locale.ROOT);
    }

    private static MppxSession session(String maxDeposit) {
        return MppxSession.start(mppx, Account.PAYER, Marketplace.MODERATO, reserve.url(), maxDeposit);
    }

    @Test
    void requestsTopUpRequestsAndCloseMoveExactlyWhatWasSpent() {
        BigInteger payer = balance(Account.PAYER);
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payersFees = fees(Account.PAYER);
        BigInteger merchantsFees = fees(Account.MERCHANT);
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
                .isEqualTo(BigInteger.valueOf(6_000).add(fees(Account.PAYER).subtract(payersFees)));
        assertThat(balance(Account.MERCHANT).subtract(merchant))
                .isEqualTo(BigInteger.valueOf(6_000)
                        .subtract(fees(Account.MERCHANT).subtract(merchantsFees)));
        assertThat(inReserve()).isEqualTo(reserved);
    }

    @Test
    void aStreamIsPaidToTheTokenWithSeveralVouchers() {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger merchantsFees = fees(Account.MERCHANT);
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
