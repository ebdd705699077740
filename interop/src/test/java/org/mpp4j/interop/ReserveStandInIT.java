package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.internal.session.ChannelState;

/** What stands in for the reserve is good enough for mppx on both sides, so what works with it isn't a mistake of ours. */
class ReserveStandInIT {

    private static ReserveMarket market;
    private static MppxSeller seller;

    @BeforeAll
    static void open() {
        market = ReserveMarket.open();
        seller = MppxSeller.start(Marketplace.MODERATO, market.reserve().url());
    }

    @AfterAll
    static void close() {
        if (seller != null) {
            seller.close();
        }
        if (market != null) {
            market.close();
        }
    }

    private static void assertWholeSession(String path) {
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        BigInteger reserved = market.inReserve();
        MppxSession session = market.session("1");

        MppxSession.Outcome opened = session.fetch(seller.url(path));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.requests()).containsExactly("GET 402", "GET open 200");
        String channelId = opened.channelId();
        assertThat(market.state(channelId)).isEqualTo(new ChannelState(BigInteger.ZERO, BigInteger.valueOf(5_000), 0));
        assertThat(market.inReserve().subtract(reserved)).isEqualTo(5_000);

        assertThat(session.fetch(seller.url(path)).requests()).containsExactly("GET 402", "GET voucher 200");
        MppxSession.Outcome toppedUp = session.topUp("0.01");
        assertThat(toppedUp.requests()).containsExactly("POST topUp 204");
        assertThat(market.state(channelId).deposit()).isEqualTo(15_000);

        assertThat(session.fetch(seller.url(path)).cumulative()).isEqualTo(3_000);
        seller.settle(channelId);
        assertThat(market.state(channelId).settled()).isEqualTo(3_000);
        assertThat(market.balance(Account.MERCHANT).subtract(merchant)).isEqualTo(3_000);

        assertThat(session.fetch(seller.url(path)).status()).isEqualTo(200);
        MppxSession.Outcome closed = session.close();
        assertThat(closed.requests()).containsExactly("POST close 204");
        assertThat(closed.receipt())
                .hasValueSatisfying(
                        receipt -> assertThat(receipt.requireString("spent")).isEqualTo("4000"));
        assertThat(market.state(channelId).exists()).isFalse();
        assertThat(market.balance(Account.MERCHANT).subtract(merchant)).isEqualTo(4_000);
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(4_000);
        assertThat(market.inReserve()).isEqualTo(reserved);
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
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        BigInteger reserved = market.inReserve();
        MppxSession session = market.session("1");

        MppxSession.Outcome streamed = session.stream(seller.url("/stream"));

        assertThat(streamed.messages()).hasSize(8).startsWith("token 0").endsWith("token 7");
        assertThat(streamed.requests())
                .startsWith("GET 402", "GET open 200")
                .contains("POST voucher 204", "POST topUp 204");
        assertThat(streamed.receipts())
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.requireString("spent")).isEqualTo("800"));
        assertThat(session.close().requests()).containsExactly("POST close 204");
        assertThat(market.balance(Account.MERCHANT).subtract(merchant)).isEqualTo(800);
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(800);
        assertThat(market.inReserve()).isEqualTo(reserved);
    }
}
