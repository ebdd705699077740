package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.StreamedEvent;
import org.mpp4j.tempo.client.TempoSessionClient;
import org.mpp4j.tempo.client.TempoWallet;
import org.mpp4j.tempo.internal.session.ChannelContract;

/** The client for sessions pays the server of mppx as it is published, to the base unit. */
class TempoSessionClientIT {

    private static final TempoAddress PATH_USD = TempoAddress.parse(Anvil.PATH_USD);

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

    private static TempoSessionClient client() {
        return TempoSessionClient.builder()
                .signer(TempoWallet.ofKey(Account.PAYER.key()))
                .chainId(Marketplace.MODERATO)
                .rpcUrl(reserve.url())
                .feeToken(TempoAddress.parse(MppxSeller.FEE_TOKEN))
                .limits(SpendingLimits.of(Allowance.of("tempo", Anvil.PATH_USD, Amount.ofBaseUnits(1_000))
                        .total(Amount.ofBaseUnits(20_000))))
                .maxUnitPrice(Amount.ofBaseUnits(1_000))
                .maxDeposit(Amount.ofBaseUnits(20_000))
                .maxUnitsAhead(1)
                .build();
    }

    private static BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    private static BigInteger inReserve() {
        return chain.balance(Anvil.PATH_USD, ChannelContract.RESERVE.toString());
    }

    private static int get(TempoSessionClient client, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(seller.url(path)).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static void assertWholeSession(String path) throws IOException, InterruptedException {
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payer = balance(Account.PAYER);
        TempoSessionClient client = client();

        for (int i = 0; i < 5; i++) {
            assertThat(get(client, path)).as(seller.printed()).isEqualTo(200);
        }
        assertThat(inReserve()).isEqualTo(5_000);
        for (int i = 0; i < 2; i++) {
            assertThat(get(client, path)).as(seller.printed()).isEqualTo(200);
        }
        assertThat(inReserve()).isEqualTo(10_000);
        assertThat(client.deposited(PATH_USD)).isEqualTo(Amount.ofBaseUnits(10_000));

        Receipt receipt = client.close(seller.url(path)).orElseThrow();

        assertThat(receipt.json().requireString("spent")).isEqualTo("7000");
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(7_000);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(7_000);
        assertThat(inReserve()).isZero();
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
        BigInteger merchant = balance(Account.MERCHANT);
        BigInteger payer = balance(Account.PAYER);
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
        assertThat(balance(Account.MERCHANT).subtract(merchant)).isEqualTo(800);
        assertThat(payer.subtract(balance(Account.PAYER))).isEqualTo(800);
        assertThat(inReserve()).isZero();
    }
}
