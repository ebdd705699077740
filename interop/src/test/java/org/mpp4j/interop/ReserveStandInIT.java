package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
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

/** What stands in for the reserve is good enough for mppx on both sides, so what works with it isn't a mistake of ours. */
class ReserveStandInIT {

    private static final String RESERVE = ChannelContract.RESERVE.toString();

    private static Anvil chain;
    private static Mppx mppx;
    private static ReserveStandIn reserve;
    private static MppxSeller seller;

    @BeforeAll
    static void open() {
        Optional<String> missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        chain = Anvil.start(Marketplace.MODERATO);
        mppx = Mppx.start();
        reserve = ReserveStandIn.on(chain, mppx);
        seller = MppxSeller.start(Marketplace.MODERATO, reserve.url());
    }

    @AfterAll
    static void close() {
        for (AutoCloseable part : new AutoCloseable[] {seller, reserve, mppx, chain}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
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

    private static MppxSession session() {
        return MppxSession.start(mppx, Account.PAYER, Marketplace.MODERATO, reserve.url(), "1");
    }

    private static void assertWholeSession(String path) {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payer = balance(Account.PAYER);
        BigInteger reserved = inReserve();
        MppxSession session = session();

        MppxSession.Outcome opened = session.fetch(seller.url(path));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.requests()).containsExactly("GET 402", "GET open 200");
        String channelId = opened.channelId();
        assertThat(state(channelId)).isEqualTo(new ChannelState(BigInteger.ZERO, BigInteger.valueOf(5_000), 0));
        assertThat(inReserve().subtract(reserved)).isEqualTo(5_000);

        assertThat(session.fetch(seller.url(path)).requests()).containsExactly("GET 402", "GET voucher 200");
        MppxSession.Outcome toppedUp = session.topUp("0.01");
        assertThat(toppedUp.requests()).containsExactly("POST topUp 204");
        assertThat(state(channelId).deposit()).isEqualTo(15_000);

        assertThat(session.fetch(seller.url(path)).cumulative()).isEqualTo(3_000);
        seller.settle(channelId);
        assertThat(state(channelId).settled()).isEqualTo(3_000);
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(3_000);

        assertThat(session.fetch(seller.url(path)).status()).isEqualTo(200);
        MppxSession.Outcome closed = session.close();
        assertThat(closed.requests()).containsExactly("POST close 204");
        assertThat(closed.receipt())
                .hasValueSatisfying(
                        receipt -> assertThat(receipt.requireString("spent")).isEqualTo("4000"));
        assertThat(state(channelId).exists()).isFalse();
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(4_000);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(4_000);
        assertThat(inReserve()).isEqualTo(reserved);
    }

    @Test
    void aWholeSessionOfMppxMovesExactlyWhatWasSpent() {
        assertWholeSession("/session");
    }

    @Test
    void aWholeSessionWhoseFeesTheSellerPaysMovesTheSame() {
        assertWholeSession("/sponsored");
    }

    @Test
    void aStreamOfMppxIsPaidToTheTokenWithVouchersAndTopUps() {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payer = balance(Account.PAYER);
        BigInteger reserved = inReserve();
        MppxSession session = session();

        MppxSession.Outcome streamed = session.stream(seller.url("/stream"));

        assertThat(streamed.messages()).hasSize(8).startsWith("token 0").endsWith("token 7");
        assertThat(streamed.requests())
                .startsWith("GET 402", "GET open 200")
                .contains("POST voucher 204", "POST topUp 204");
        assertThat(streamed.receipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.requireString("spent")).isEqualTo("800"));
        assertThat(session.close().requests()).containsExactly("POST close 204");
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(800);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(800);
        assertThat(inReserve()).isEqualTo(reserved);
    }
}
