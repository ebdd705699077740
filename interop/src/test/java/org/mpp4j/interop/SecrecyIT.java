package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.FaultProxy.Fault;

/** Nothing secret is in what paid-api has printed, in this test and all before it, with the log at its finest. */
@Order(Integer.MAX_VALUE)
@ExtendWith(MarketplaceExtension.class)
final class SecrecyIT {

    private final Marketplace market;

    SecrecyIT(Marketplace market) {
        this.market = market;
    }

    @Test
    void noSecretIsPrintedWhateverHappens() {
        PaidApi api = market.api();
        Mppx.Purchase purchase = market.payer().buy("GET", market.url("/fortune"));
        assertThat(api.getPaid("/fortune", purchase.authorization()).isReplayed())
                .isTrue();
        assertThat(api.getPaid("/whoami", purchase.authorization() + "x").status())
                .isEqualTo(402);
        String authorization = market.payer().authorizationFor(api.get("/fortune"));
        for (Fault fault : List.of(Fault.REFUSED_BY_NODE, Fault.INTERNAL_ERROR)) {
            market.proxy().whenSending(fault);
            assertThat(api.getPaid("/fortune", authorization).status()).isNotEqualTo(200);
            market.proxy().heal();
        }

        List<String> printed = Canary.allPrinted();
        assertThat(printed).anySatisfy(text -> assertThat(text).contains("FINE: "));
        assertThat(Canary.secrets()).hasSizeGreaterThan(5);
        for (String secret : Canary.secrets()) {
            // Not with AssertJ, whose message would print the secret.
            assertThat(printed.stream().noneMatch(text -> text.contains(secret)))
                    .as("no sign of a secret that begins with %s", secret.substring(0, 6))
                    .isTrue();
        }
    }
}
