package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.money.Amount;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.RefundOutcome;
import org.mpp4j.tempo.RefundRequest;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoRefunds;

/** Kills who gives money back, at each step on the way. Whoever asks again gives it back, and it is given back once. */
@ExtendWith(MarketplaceExtension.class)
final class RefundCrashIT {

    private static final long PART = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void whoeverIsKilledAtAnyStepTheMoneyIsGivenBackOnce() {
        assumeThat(PostgreSql.isAvailable()).isTrue();
        try (PostgreSql database = PostgreSql.start();
                Anvil chain = Anvil.start(Marketplace.MODERATO);
                Mppx mppx = Mppx.start()) {
            Stores stores =
                    JdbcStores.builder(PostgreSql.connect(database.location())).build();
            TempoCharge charge =
                    TomcatShop.charge(Marketplace.MODERATO, chain.url()).build();
            String challenge = buy(charge, stores, mppx, chain);
            TempoRefunds refunds = charge.refunds(stores, MerchantAccount.ofPrivateKey(Account.MERCHANT.key()));
            BigInteger payer = balance(chain);
            int step = 0;
            while (isKilledAt(step, challenge, database, chain)) {
                chain.passTime(Duration.ofSeconds(26)); // what was signed and not sent can't be mined any more

                RefundOutcome again =
                        refunds.refund(RefundRequest.partial("r" + step, challenge, Amount.ofBaseUnits(PART)));

                step++;
                assertThat(again).as("after step " + step).isInstanceOf(RefundOutcome.Refunded.class);
                assertThat(balance(chain).subtract(payer))
                        .as("after step " + step)
                        .isEqualTo(BigInteger.valueOf(PART * step));
            }
            assertThat(step).as("steps at which it was killed").isGreaterThan(10);
            assertThat(balance(chain).subtract(payer)).isEqualTo(BigInteger.valueOf(PART * (step + 1)));
            assertThat(stores.ledger().byChallenge(challenge).stream()
                            .filter(entry -> entry.kind() == Kind.REFUNDED)
                            .map(LedgerEntry::amount))
                    .hasSize(step + 1)
                    .containsOnly(Long.toString(PART));
        }
    }

    private static BigInteger balance(Anvil chain) {
        return chain.balance(Anvil.PATH_USD, Account.PAYER.address());
    }

    private static String buy(TempoCharge charge, Stores stores, Mppx mppx, Anvil chain) {
        PaymentGate gate = PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
                .stores(stores)
                .build();
        try (TomcatShop shop = new TomcatShop(Offer.of(charge, "0.01"), gate);
                gate) {
            Mppx.Purchase purchase =
                    mppx.payer(Account.PAYER, Marketplace.MODERATO, chain.url()).buy("GET", shop.url());
            assertThat(purchase.answer().status()).isEqualTo(200);
            return Mppx.credential(purchase.authorization()).challenge().id();
        }
    }

    /** False if it came to its end before that step. */
    private static boolean isKilledAt(int step, String challenge, PostgreSql database, Anvil chain) {
        try (Program program = Program.start(
                "refund",
                NodeModules.DIRECTORY,
                Map.of(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        RefundProgram.class.getName(),
                        database.location(),
                        chain.url().toString(),
                        challenge,
                        "r" + step,
                        Long.toString(PART),
                        Integer.toString(step)))) {
            String line = program.awaitLine(
                    printed -> printed.equals(RefundProgram.STANDS_STILL) || printed.startsWith(RefundProgram.DONE),
                    PATIENCE);
            program.kill();
            return line.equals(RefundProgram.STANDS_STILL);
        }
    }
}
