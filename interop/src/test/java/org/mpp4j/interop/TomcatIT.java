package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.Marketplace.Books;

/** What is true of paid-api, which runs in Jetty, is true in Tomcat. */
@ExtendWith(MarketplaceExtension.class)
final class TomcatIT {

    private static final int REQUESTS = 200;

    private final Marketplace market;

    TomcatIT(Marketplace market) {
        this.market = market;
    }

    @Test
    void ofTwoHundredRequestsWithOneCredentialOneIsServedAndOneTransactionIsSent() {
        try (TomcatShop shop =
                TomcatShop.onTempo(Marketplace.MODERATO, market.proxy().url())) {
            Answer bill = shop.get().join();
            assertThat(bill.status()).isEqualTo(402);
            String authorization = market.payer().authorizationFor(bill);
            Books before = market.books();

            List<Answer> answers = ConcurrencyIT.all(IntStream.range(0, REQUESTS)
                    .mapToObj(i -> shop.get("Authorization", authorization))
                    .toList());

            ConcurrencyIT.assertOneServed(answers);
            assertThat(shop.served()).isEqualTo(1);
            market.assertPaidSince(before, Marketplace.FORTUNE);
            assertThat(market.books().sent() - before.sent()).isEqualTo(1);
        }
    }
}
