package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.FaultProxy.Fault;
import org.mpp4j.interop.Marketplace.Books;

/** What needs a chain of its own. */
@ExtendWith(MarketplaceExtension.class)
final class OtherChainIT {

    @Test
    void aTransactionThatIsNeverMinedCanBePaidAnewOnceItIsOver() {
        try (Marketplace market = Marketplace.open(Marketplace.MODERATO)) {
            PaidApi api = market.api();
            String authorization = market.payer().authorizationFor(api.get("/fortune"));
            Books before = market.books();
            market.proxy().whenSending(Fault.SWALLOWED);

            Answer unknown = api.getPaid("/fortune", authorization);
            assertThat(unknown.status()).isEqualTo(503);
            assertThat(unknown.problem()).isEqualTo("payment-outcome-unknown");
            assertThat(unknown.header("retry-after")).isPresent();
            assertThat(unknown.challengeFields()).isEmpty();

            market.chain().passTime(Duration.ofSeconds(40));
            Answer over = api.getPaid("/fortune", authorization);
            assertThat(over.status()).isEqualTo(402);
            assertThat(over.problem()).isEqualTo("payment-expired");
            assertThat(over.challengeFields()).hasSize(1);
            market.assertNothingSentSince(before);
        }
    }

    @Test
    void aNodeThatCannotWaitForABlockIsAskedAgain() {
        try (Marketplace market = Marketplace.open(Marketplace.MODERATO)) {
            Books before = market.books();
            market.proxy().when("eth_sendRawTransactionSync", Fault.UNKNOWN_METHOD);

            Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));

            assertThat(purchase.answer().status()).isEqualTo(200);
            market.assertPaidSince(before, Marketplace.FORTUNE);
        }
    }
}
