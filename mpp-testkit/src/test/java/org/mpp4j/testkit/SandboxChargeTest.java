package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

class SandboxChargeTest {

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final SandboxCharge sandbox = SandboxCharge.builder().clock(clock).build();
    private final SandboxLedger ledger = sandbox.ledger();

    private Challenge challenge(String id) {
        return Challenge.builder(
                        "test.example",
                        "sandbox",
                        "charge",
                        sandbox.prepare(OfferTerms.of(Price.of("0.01"))).request())
                .build(id);
    }

    private VerifiedPayment payment(Credential credential) {
        return ((Verification.Verified) sandbox.verify(new PaymentAttempt(credential))).payment();
    }

    private VerifiedPayment payment() {
        return payment(SandboxPayer.named("alice").pay(challenge("c1")));
    }

    private static Settlement.Settled settled(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        return (Settlement.Settled) settlement;
    }

    private static Settlement.Unknown unknown(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Unknown.class);
        return (Settlement.Unknown) settlement;
    }

    @Test
    void theRequestIsWhatALoadScriptExpects() {
        PaymentRequest request =
                sandbox.prepare(OfferTerms.of(Price.of("0.01"))).request();

        assertThat(request.json().toCanonicalString())
                .isEqualTo("{\"amount\":\"10000\",\"currency\":\"tusd\",\"recipient\":\"merchant\"}");
    }

    @Test
    void thePayloadIsWhatALoadScriptSends() {
        assertThat(SandboxCharge.payloadFor(challenge("c1")).toCanonicalString())
                .isEqualTo("{\"token\":\"sandbox:c1\",\"type\":\"token\"}");
    }

    @Test
    void aSettlementIsWrittenDown() {
        Settlement.Settled settled = settled(payment().settle(false));

        assertThat(ledger.entries())
                .containsExactly(new SandboxLedger.Entry(
                        "c1", "did:sandbox:alice", Amount.ofBaseUnits(10_000), clock.instant()));
        assertThat(settled.receipt().reference()).isEqualTo("sandbox-c1");
        assertThat(settled.receipt().timestamp()).isEqualTo(clock.instant());
    }

    @Test
    void aPayerWhoDoesNotSayWhoPaysIsAnonymous() {
        assertThat(payment(SandboxPayer.anonymous().pay(challenge("c1"))).payer())
                .contains(SandboxCharge.ANONYMOUS);
    }

    @Test
    void theReceiptOfASettlementAttemptedBeforeIsTheOneOfTheFirst() {
        Settlement.Settled first = settled(payment().settle(false));
        clock.advance(Duration.ofSeconds(30));

        Settlement.Settled again = settled(payment().settle(true));

        assertThat(again).isEqualTo(first);
        assertThat(ledger.settlements()).isEqualTo(1);
    }

    @Test
    void aGateThatSettlesTwiceIsSeenInTheLedger() {
        payment().settle(false);
        payment().settle(false);

        assertThat(ledger.settlements()).isEqualTo(2);
    }

    @Test
    void aPayloadOfAnotherTypeIsInvalid() {
        JsonObject payload = SandboxCharge.payloadFor(challenge("c1")).toBuilder()
                .put("type", "hash")
                .build();

        Verification verification = sandbox.verify(new PaymentAttempt(Credential.of(challenge("c1"), payload)));

        assertThat(verification)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.problem().type().uri().toString())
                                .endsWith("invalid-payload"));
    }

    @Test
    void aPriceInAnotherCurrencyIsRefused() {
        assertThatThrownBy(() -> sandbox.prepare(OfferTerms.of(Price.of("1", "usd"))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The price 1 usd can't be paid with the sandbox, whose currency is tusd; leave the currency"
                        + " out, or build the sandbox with currency usd");
    }

    @Test
    void decimalsDecideWhatAPriceComesTo() {
        SandboxCharge yen = SandboxCharge.builder().currency("tjpy").decimals(0).build();

        assertThat(yen.prepare(OfferTerms.of(Price.of("150", "tjpy"))).request().amount())
                .isEqualTo(Amount.ofBaseUnits(150));
        assertThatThrownBy(() -> yen.prepare(OfferTerms.of(Price.of("1.5"))))
                .isInstanceOf(ConfigurationException.class);
    }

    // Faults

    @Test
    void declinedMovesNoMoney() {
        sandbox.next(SandboxFault.DECLINED);

        assertThat(payment().settle(false)).isInstanceOf(Rejected.class);
        assertThat(ledger.settlements()).isZero();
    }

    @Test
    void unreachableMeansNothingWasTried() {
        sandbox.next(SandboxFault.UNREACHABLE);

        assertThat(unknown(payment().settle(false)).attempted()).isFalse();
        assertThat(ledger.settlements()).isZero();
    }

    @Test
    void unknownBeforeEffectMeansTheMoneyDidNotMove() {
        sandbox.next(SandboxFault.UNKNOWN_BEFORE_EFFECT);

        assertThat(unknown(payment().settle(false)).attempted()).isTrue();
        assertThat(ledger.settlements()).isZero();
        settled(payment().settle(true));
        assertThat(ledger.settlements()).isEqualTo(1);
    }

    @Test
    void unknownAfterEffectMeansTheMoneyDidMove() {
        sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT);

        assertThat(unknown(payment().settle(false)).attempted()).isTrue();
        assertThat(ledger.settlements()).isEqualTo(1);
        settled(payment().settle(true));
        assertThat(ledger.settlements()).isEqualTo(1);
    }

    @Test
    void whatWasPaidCanNotBeDeclinedAnyMore() {
        sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT, SandboxFault.DECLINED);
        payment().settle(false);

        settled(payment().settle(true));
    }

    @Test
    void brokenThrows() {
        sandbox.next(SandboxFault.BROKEN);

        assertThatThrownBy(() -> payment().settle(false)).isInstanceOf(IllegalStateException.class);
        assertThat(ledger.settlements()).isZero();
    }

    @Test
    void aSettlementWaitsForTheLatch() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        sandbox.next(SandboxFault.waitingFor(latch));
        CompletableFuture<Settlement> settlement =
                CompletableFuture.supplyAsync(() -> payment().settle(false));

        assertThat(settlement).isNotDone();
        assertThat(ledger.settlements()).isZero();
        latch.countDown();

        settled(settlement.get(10, TimeUnit.SECONDS));
        assertThat(ledger.settlements()).isEqualTo(1);
    }

    @Test
    void anInterruptedWaitMovesNoMoneyAndKeepsTheInterrupt() {
        sandbox.next(SandboxFault.waitingFor(new CountDownLatch(1)), SandboxFault.slow(Duration.ofMinutes(1)));
        for (int i = 0; i < 2; i++) {
            Thread.currentThread().interrupt();

            Settlement settlement = payment().settle(false);

            assertThat(Thread.interrupted()).isTrue();
            assertThat(unknown(settlement).attempted()).isFalse();
        }
        assertThat(ledger.settlements()).isZero();
    }

    @Test
    void aSlowSettlementTakesItsTime() {
        sandbox.next(SandboxFault.slow(Duration.ofMillis(30)));
        long start = System.nanoTime();

        settled(payment().settle(false));

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void faultsComeInOrderAndThenTheStandingOne() {
        sandbox.always(SandboxFault.UNREACHABLE);
        sandbox.next(SandboxFault.DECLINED);

        assertThat(payment().settle(false)).isInstanceOf(Rejected.class);
        unknown(payment().settle(false));
        unknown(payment().settle(false));
        sandbox.next(SandboxFault.DECLINED);
        sandbox.recover();
        settled(payment().settle(false));
    }

    @Test
    void aFaultOfTheBuilderStandsUntilRecovery() {
        SandboxCharge down =
                SandboxCharge.builder().fault(SandboxFault.UNREACHABLE).build();
        PaymentAttempt attempt = new PaymentAttempt(SandboxPayer.anonymous().pay(challenge("c1")));
        VerifiedPayment payment = ((Verification.Verified) down.verify(attempt)).payment();

        unknown(payment.settle(false));
        down.recover();
        settled(payment.settle(false));
    }

    // Ledger

    @Test
    void theLedgerKeepsTheLatestAndCountsAll() {
        SandboxLedger small = new SandboxLedger(2);
        for (String id : List.of("a", "b", "c")) {
            small.record(new SandboxLedger.Entry(id, "payer", Amount.ZERO, clock.instant()));
        }

        assertThat(small.entries()).extracting(SandboxLedger.Entry::challengeId).containsExactly("b", "c");
        assertThat(small.find("a")).isEmpty();
        assertThat(small.find("c")).isPresent();
        assertThat(small.settlements()).isEqualTo(3);
        small.clear();
        assertThat(small.entries()).isEmpty();
        assertThat(small.find("c")).isEmpty();
        assertThat(small.settlements()).isZero();
    }

    // Configuration

    @Test
    void aWarningSaysThatItIsPlayMoney() {
        List<LogRecord> records = new ArrayList<>();
        Logger logger = Logger.getLogger("org.mpp4j.testkit");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                records.add(entry);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        try {
            SandboxCharge.create();
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(records).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.WARNING);
            assertThat(entry.getMessage()).contains("not for production");
        });
    }

    @Test
    void theServiceLoaderFindsIt() {
        PaymentMethodProvider provider = ServiceLoader.load(PaymentMethodProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("sandbox"))
                .findFirst()
                .orElseThrow();

        PaymentMethod method = provider.create(Map.of("currency", "teur", "recipient", "shop"));

        PaymentRequest request = method.prepare(OfferTerms.of(Price.of("1"))).request();
        assertThat(provider.settings()).containsExactly("currency", "recipient");
        assertThat(request.currency()).isEqualTo("teur");
        assertThat(request.recipient()).contains("shop");
    }

    @Test
    void aBlankSettingIsRefused() {
        assertThatThrownBy(() -> new SandboxMethodProvider().create(Map.of("currency", " ")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The currency of the sandbox is a name without spaces around it, got \" \"; leave the"
                        + " setting out for the default");
    }
}
