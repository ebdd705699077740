package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.interop.Marketplace.Books;

/** mppx signs with an access key, and paid-api asks a real chain whether the account has authorized it. */
@ExtendWith(MarketplaceExtension.class)
@ParameterizedClass(name = "chain {0}")
@ValueSource(longs = {Marketplace.MODERATO, Marketplace.MAINNET})
final class AccessKeyIT {

    private final Marketplace market;
    private final Keychain keychain;

    AccessKeyIT(long chainId, Marketplaces markets) {
        this.market = markets.on(chainId);
        this.keychain = new Keychain(market.chain());
    }

    @Test
    void anAccessKeyProvesAndPaysForItsAccountFromWhenItIsAuthorizedUntilItIsRevoked() {
        Mppx.Payer payer = market.payer().signingWith(Account.ACCESS_KEY);

        assertRefused(payer, "hasn't authorized it");

        keychain.authorize(Account.ACCESS_KEY, Instant.now().plusSeconds(3600));
        Answer proven = payer.buy("GET", market.url("/whoami")).answer();
        assertThat(proven.status()).isEqualTo(200);
        assertThat(proven.text().strip()).isEqualTo(Account.PAYER.address());

        Books before = market.books();
        assertThat(payer.buy("GET", market.url("/fortune")).answer().status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);

        keychain.revoke(Account.ACCESS_KEY);
        // Another instance, as this one remembers for a moment that the key was good.
        try (PaidApi fresh = PaidApi.start(
                PaidApi.environment(market.chainId(), market.chain().url()))) {
            Answer refused = fresh.getPaid("/whoami", payer.authorizationFor(fresh.get("/whoami")));
            assertThat(refused.status()).isEqualTo(402);
            assertThat(refused.text()).contains("has revoked it");
        }
    }

    private void assertRefused(Mppx.Payer payer, String why) {
        Answer refused = market.api()
                .getPaid("/whoami", payer.authorizationFor(market.api().get("/whoami")));

        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.problem()).isEqualTo("verification-failed");
        assertThat(refused.text()).contains(why);
    }
}
