package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.FaultProxy.Fault;
import org.mpp4j.interop.Marketplace.Books;

/** How paid-api begins with a node, and how it ends in the middle of a payment. */
@ExtendWith(MarketplaceExtension.class)
final class LifecycleIT {

    private final Marketplace market;

    LifecycleIT(Marketplace market) {
        this.market = market;
    }

    @AfterEach
    void mend() {
        market.proxy().heal();
    }

    @Test
    void aNodeOfAnotherChainStopsTheStart() throws TimeoutException {
        String complaint = StartUpIT.complaint(
                PaidApi.environment(Marketplace.MAINNET, market.chain().url()));

        assertThat(complaint)
                .contains(Long.toString(Marketplace.MAINNET), Long.toString(Marketplace.MODERATO), "chain id");
    }

    @Test
    void aPaymentThatIsBeingSettledIsAnsweredBeforeTheEnd() throws TimeoutException {
        try (PaidApi api = PaidApi.start(
                PaidApi.environment(Marketplace.MODERATO, market.proxy().url()))) {
            String authorization = market.payer().authorizationFor(api.get("/fortune"));
            Books before = market.books();
            long received = market.proxy().transactionsReceived();
            market.proxy().whenSending(Fault.SLOW);

            CompletableFuture<Answer> answer = api.sendAsync("GET", "/fortune", "Authorization", authorization);
            await().atMost(Duration.ofSeconds(5)).until(() -> market.proxy().transactionsReceived() > received);
            assertThat(answer).isNotDone();
            api.program().terminate();

            assertThat(answer.join().status()).isEqualTo(200);
            assertThat(answer.join().receipt().reference()).startsWith("0x");
            market.assertPaidSince(before, Marketplace.FORTUNE);
            // As the shell counts it: 128 and the number of SIGTERM.
            assertThat(api.program().awaitExit(Duration.ofSeconds(20))).isEqualTo(143);
            assertThat(api.program().out().lines()).hasSize(1);
        }
    }
}
