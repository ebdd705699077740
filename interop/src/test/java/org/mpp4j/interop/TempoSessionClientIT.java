package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.StreamedEvent;
import org.mpp4j.tempo.client.TempoSessionClient;

/** The client for sessions pays the server of mppx as it is published, to the base unit. */
class TempoSessionClientIT {

    private static final TempoAddress PATH_USD = TempoAddress.parse(Anvil.PATH_USD);

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

    private static TempoSessionClient client() {
        return market.client(Amount.ofBaseUnits(20_000)).build();
    }

    private static int get(TempoSessionClient client, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(seller.url(path)).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static void assertWholeSession(String path) throws IOException, InterruptedException {
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        TempoSessionClient client = client();

        for (int i = 0; i < 5; i++) {
            assertThat(get(client, path)).as(seller.printed()).isEqualTo(200);
        }
        assertThat(market.inReserve()).isEqualTo(5_000);
        for (int i = 0; i < 2; i++) {
            assertThat(get(client, path)).as(seller.printed()).isEqualTo(200);
        }
        assertThat(market.inReserve()).isEqualTo(10_000);
        assertThat(client.deposited(PATH_USD)).isEqualTo(Amount.ofBaseUnits(10_000));

        Receipt receipt = client.close(seller.url(path)).orElseThrow();

        assertThat(receipt.json().requireString("spent")).isEqualTo("7000");
        assertThat(market.balance(Account.MERCHANT).subtract(merchant)).isEqualTo(7_000);
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(7_000);
        assertThat(market.inReserve()).isZero();
    }

    @Test
    void aWholeSessionMovesExactlyWhatWasSpent() throws Exception {
        assertWholeSession("/session");
    }

    @Test
    void aWholeSessionWhoseFeesTheSellerPaysMovesTheSame() throws Exception {
        assertWholeSession("/sponsored");
    }

    @Test
    void aStreamIsPaidToTheTokenWithVouchersAndTopUps() throws Exception {
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        TempoSessionClient client = client();
        List<StreamedEvent> tokens = new ArrayList<>();

        Receipt receipt = client.stream(
                        HttpRequest.newBuilder(seller.url("/stream")).build(), tokens::add)
                .orElseThrow();

        assertThat(tokens)
                .hasSize(8)
                .startsWith(new StreamedEvent("message", "token 0"))
                .endsWith(new StreamedEvent("message", "token 7"));
        assertThat(receipt.json().requireString("spent")).isEqualTo("800");
        assertThat(client.close(seller.url("/stream"))).isPresent();
        assertThat(market.balance(Account.MERCHANT).subtract(merchant)).isEqualTo(800);
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(800);
        assertThat(market.inReserve()).isZero();
    }
}
