package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.interop.Marketplace.Books;
import org.mpp4j.protocol.JsonObject;

/** mppx signs with an access key, and paid-api asks a real chain whether the account has authorized it. */
@ExtendWith(MarketplaceExtension.class)
final class AccessKeyIT {

    private static final String KEYCHAIN = "0xaAAAaaAA00000000000000000000000000000000";

    private final Marketplace market;

    AccessKeyIT(Marketplace market) {
        this.market = market;
    }

    @Test
    void anAccessKeyProvesAndPaysForItsAccountFromWhenItIsAuthorizedUntilItIsRevoked() {
        Mppx.Payer payer = market.payer().signingWith(Account.ACCESS_KEY);

        assertRefused(payer, "hasn't authorized it");

        authorize(Instant.now().plusSeconds(3600));
        Answer proven = payer.buy("GET", market.url("/whoami")).answer();
        assertThat(proven.status()).isEqualTo(200);
        assertThat(proven.text().strip()).isEqualTo(Account.PAYER.address());

        Books before = market.books();
        assertThat(payer.buy("GET", market.url("/fortune")).answer().status()).isEqualTo(200);
        market.assertPaidSince(before, Marketplace.FORTUNE);

        revoke();
        // Another instance, as this one remembers for a moment that the key was good.
        try (PaidApi fresh = PaidApi.start(
                PaidApi.environment(Marketplace.MODERATO, market.chain().url()))) {
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

    /** {@code authorizeKey(address,uint8,(uint64,bool,(address,uint256,uint64)[],bool,(address,(bytes4,address[])[])[]))}. */
    private void authorize(Instant until) {
        send("0x980a6025" + word(Account.ACCESS_KEY) + word(0) + word(0x60) + word(until.getEpochSecond()) + word(0)
                + word(0xa0) + word(1) + word(0xc0) + word(0) + word(0));
    }

    /** {@code revokeKey(address)}. */
    private void revoke() {
        send("0x5ae7ab32" + word(Account.ACCESS_KEY));
    }

    private static String word(Account account) {
        return "0".repeat(24) + account.address().substring(2);
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private void send(String data) {
        String hash = market.chain()
                .call(
                        "eth_sendTransaction",
                        JsonObject.builder()
                                .put("from", Account.PAYER.address())
                                .put("to", KEYCHAIN)
                                .put("gas", "0x1e8480")
                                .put("data", data)
                                .build())
                .requireString("result");
        assertThat(market.chain().receipt(hash).requireString("status")).isEqualTo("0x1");
    }
}
