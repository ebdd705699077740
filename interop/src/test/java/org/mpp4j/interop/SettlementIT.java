package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningPayer;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.stripe.StripePayer;
import org.mpp4j.stripe.fake.FakeBook;
import org.mpp4j.stripe.fake.Fault;

/**
 * Settlements through Stripe and on Lightning with the state in PostgreSQL: killed in the middle with SIGKILL, and asked for
 * by a hundred at once. Nothing that was paid is lost, and nothing is taken twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SettlementIT {

    private static final URI NOWHERE = URI.create("http://127.0.0.1:9");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int USES = 100;

    private final Random random = new Random();
    private final CountDownLatch never = new CountDownLatch(1);
    private PostgreSql database;
    private Rails rails;
    private PaidApi api;
    private int lastToken;
    private int answeredBeforeTheKill;
    private int lostByTheKill;

    @BeforeAll
    void open() throws Exception {
        assumeTrue(PostgreSql.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        database = PostgreSql.start();
        rails = new Rails(LightningBackend.CLN);
        start();
    }

    @AfterAll
    void close() {
        if (api != null) {
            api.close();
            rails.close();
            assertThat(rails.stripe().complaints()).isEmpty();
            System.out.println("Killed at random: " + lostByTheKill + " payments without an answer, "
                    + answeredBeforeTheKill + " with one");
        }
        if (database != null) {
            database.close();
        }
    }

    private void start() {
        api = PaidApi.start(environment());
    }

    private Map<String, String> environment() {
        Map<String, String> environment = rails.environment(NOWHERE);
        environment.put("MPP_STORE", database.location());
        environment.put("MPP_STORE_USER", "postgres");
        environment.put("MPP_CLAIM_LEASE", "PT5S");
        environment.put("MPP_RECONCILE_EVERY", "PT1S");
        environment.put("LIGHTNING_DEADLINE", "PT30S");
        return environment;
    }

    private void killAndStartAgain() {
        api.program().kill();
        start();
    }

    private String cardCredential() {
        Credential credential = StripePayer.with(limits -> "spt_settlement" + ++lastToken)
                .pay(api.get("/card").challenge());
        return authorization(credential);
    }

    private static String authorization(Credential credential) {
        String authorization = PaymentAuthorization.format(credential);
        Canary.secret(authorization.substring("Payment ".length()));
        credential.payload().string("spt").ifPresent(Canary::secret);
        credential.payload().string("preimage").ifPresent(Canary::secret);
        return authorization;
    }

    private String preimageCredential() {
        return authorization(payOnLightning(api.get("/ln/fortune").challenge()));
    }

    private Credential payOnLightning(Challenge challenge) {
        return LightningPayer.with(rails.customer().client(), LightningNetwork.REGTEST)
                .pay(challenge);
    }

    private List<FakeBook.Charge> charges() {
        return rails.stripe().book().charges();
    }

    private static boolean isAnswered(Answer answer) {
        // What is in flight is 409 until the lease of the instance that died is over, and 503 while it can't be told.
        assertThat(answer.status()).isIn(200, 409, 503);
        return answer.status() == 200;
    }

    /** The resource, at last; then whoever asks again gets that answer again. */
    private Answer deliveredAtLast(String path, String authorization) {
        Answer delivered = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> api.getPaid(path, authorization), SettlementIT::isAnswered);
        assertThat(delivered.text()).isNotBlank();
        Answer again = notInFlight(path, authorization);
        assertThat(again.isReplayed()).isTrue();
        assertThat(again.body()).isEqualTo(delivered.body());
        return delivered;
    }

    private Answer notInFlight(String path, String authorization) {
        return await().atMost(PATIENCE).until(() -> api.getPaid(path, authorization), answer -> answer.status() != 409);
    }

    private void assertCardIsChargedOnceAndDeliveredOnce(Fault fault) {
        int before = charges().size();
        int asked = rails.stripe().asked("POST", "/v1/payment_intents").size();
        String authorization = cardCredential();
        rails.stripe().next(fault);
        CompletableFuture<Answer> lost = api.sendAsync("GET", "/card", "Authorization", authorization);
        boolean charged = fault == Fault.SILENT_AFTER_EFFECT;
        await().atMost(PATIENCE)
                .until(() -> rails.stripe().asked("POST", "/v1/payment_intents").size() > asked
                        && charges().size() == before + (charged ? 1 : 0));

        killAndStartAgain();
        Answer delivered = deliveredAtLast("/card", authorization);

        assertThat(lost).isCompletedExceptionally();
        assertThat(delivered.isReplayed()).isFalse();
        assertThat(delivered.receipt().reference())
                .isEqualTo(charges().get(before).intentId());
        assertThat(charges()).hasSize(before + 1);
    }

    @Test
    void whatIsKilledBeforeStripeChargesIsChargedOnceLater() {
        assertCardIsChargedOnceAndDeliveredOnce(Fault.SILENT_BEFORE_EFFECT);
    }

    @Test
    void whatIsKilledAfterStripeChargedIsDeliveredAndNotChargedAgain() {
        assertCardIsChargedOnceAndDeliveredOnce(Fault.SILENT_AFTER_EFFECT);
    }

    /** Wherever it is by then: before it is claimed, in between, when it is answered, or when that is written down. */
    @RepeatedTest(3)
    void whereverACardsPaymentIsKilledItIsChargedOnce() throws InterruptedException {
        int before = charges().size();
        String authorization = cardCredential();
        CompletableFuture<Answer> first = api.sendAsync("GET", "/card", "Authorization", authorization);
        assertThat(never.await(random.nextInt(40), TimeUnit.MILLISECONDS)).isFalse();

        killAndStartAgain();
        deliveredAtLast("/card", authorization);

        count(first);
        assertThat(charges()).hasSize(before + 1);
    }

    private void count(CompletableFuture<Answer> first) {
        assertThat(first).isDone();
        if (first.isCompletedExceptionally()) {
            lostByTheKill++;
        } else {
            assertThat(first.join().status()).isEqualTo(200);
            answeredBeforeTheKill++;
        }
    }

    @Test
    void whatIsKilledWhileTheLightningNodeIsAskedIsDeliveredOnce() {
        String authorization = preimageCredential();
        rails.merchant().hanging = true;
        int calls = rails.merchant().calls.get();
        CompletableFuture<Answer> lost = api.sendAsync("GET", "/ln/fortune", "Authorization", authorization);
        await().atMost(PATIENCE).until(() -> rails.merchant().calls.get() > calls);

        api.program().kill();
        rails.merchant().hanging = false;
        start();
        Answer delivered = deliveredAtLast("/ln/fortune", authorization);

        assertThat(lost).isCompletedExceptionally();
        assertThat(delivered.isReplayed()).isFalse();
        assertReceived(delivered);
    }

    @Test
    void whatOneInstanceAnsweredAnotherGivesAgainAfterItsDeath() {
        int before = charges().size();
        String card = cardCredential();
        String preimage = preimageCredential();
        try (PaidApi other = PaidApi.start(environment())) {
            Answer charged = api.getPaid("/card", card);
            Answer received = api.getPaid("/ln/fortune", preimage);
            // Answers are written down in the background.
            await().atMost(PATIENCE)
                    .until(() -> other.getPaid("/card", card).isReplayed()
                            && other.getPaid("/ln/fortune", preimage).isReplayed());

            killAndStartAgain();

            charged.assertGivenAgain(api.getPaid("/card", card));
            received.assertGivenAgain(api.getPaid("/ln/fortune", preimage));
        }
        assertThat(charges()).hasSize(before + 1);
    }

    @Test
    void aChallengeOutlivesTheInstanceThatMadeItAlsoForClientsThatEchoLittle() {
        Challenge challenge = api.get("/ln/fortune").challenge();
        api.program().kill();
        Credential paid = payOnLightning(challenge);
        Challenge little = Challenge.builder(
                        challenge.realm(), challenge.method(), challenge.intent(), challenge.request())
                .expires(challenge.expires().orElseThrow())
                .build(challenge.id());

        start();
        Answer delivered = deliveredAtLast("/ln/fortune", authorization(Credential.of(little, paid.payload())));

        assertThat(little.opaque()).isEmpty();
        assertThat(delivered.isReplayed()).isFalse();
        assertReceived(delivered);
    }

    @RepeatedTest(3)
    void whereverALightningPaymentIsKilledItIsNotLost() throws InterruptedException {
        String authorization = preimageCredential();
        CompletableFuture<Answer> first = api.sendAsync("GET", "/ln/fortune", "Authorization", authorization);
        assertThat(never.await(random.nextInt(40), TimeUnit.MILLISECONDS)).isFalse();

        killAndStartAgain();
        Answer delivered = deliveredAtLast("/ln/fortune", authorization);

        count(first);
        assertReceived(delivered);
    }

    private void assertReceived(Answer delivered) {
        PaymentHash paid = new PaymentHash(delivered.receipt().reference());
        assertThat(rails.nodes().merchant.receivedMillisatoshi(paid)).isEqualTo(10_000);
    }

    @Test
    void aHundredUsesOfOneTokenAreOneChargeAndOneDelivery() {
        int before = charges().size();

        assertDeliveredOnce("/card", cardCredential());

        assertThat(charges()).hasSize(before + 1);
    }

    @Test
    void aHundredUsesOfOnePreimageAreOneDelivery() {
        assertDeliveredOnce("/ln/fortune", preimageCredential());
    }

    /** One is served; the others get the same answer, or are told to wait for it. Nobody is told to pay again. */
    private void assertDeliveredOnce(String path, String authorization) {
        List<CompletableFuture<Answer>> uses = IntStream.range(0, USES)
                .mapToObj(use -> api.sendAsync("GET", path, "Authorization", authorization))
                .toList();
        List<Answer> answers = uses.stream().map(CompletableFuture::join).toList();

        List<Answer> served = answers.stream()
                .filter(answer -> answer.status() == 200 && !answer.isReplayed())
                .toList();
        assertThat(served).hasSize(1);
        assertThat(answers).extracting(Answer::status).containsOnly(200, 409);
        answers.stream().filter(Answer::isReplayed).forEach(served.get(0)::assertGivenAgain);
        long replayed = answers.stream().filter(Answer::isReplayed).count();
        System.out.println(path + ": of " + USES + " uses at once 1 delivered, " + replayed
                + " given its answer again, " + (USES - 1 - replayed) + " told to wait");
    }

    @Test
    void oneTokenIsGoodForOneOfTwoChallenges() {
        int before = charges().size();
        StripePayer payer = StripePayer.with(limits -> "spt_both" + lastToken);
        String first = authorization(payer.pay(api.get("/card").challenge()));
        String second = authorization(payer.pay(api.get("/card").challenge()));

        assertThat(api.getPaid("/card", first).status()).isEqualTo(200);
        // That the first is over is written down in the background; until then the second is told to wait.
        Answer refused = notInFlight("/card", second);

        assertThat(refused.status()).isEqualTo(402);
        assertThat(charges()).hasSize(before + 1);
    }

    @Test
    void aPreimageOpensOnlyWhatItsInvoiceWasFor() {
        Challenge challenge = api.get("/ln/fortune").challenge();
        Credential paid = payOnLightning(challenge);

        Answer elsewhere = api.getPaid("/any", authorization(paid));
        Answer forged = api.getPaid(
                "/ln/fortune",
                authorization(Credential.of(
                        api.get("/ln/fortune").challenge(),
                        JsonObject.builder()
                                .put("preimage", paid.payload().requireString("preimage"))
                                .build())));

        assertThat(elsewhere.status()).isEqualTo(402);
        assertThat(forged.status()).isEqualTo(402);
        assertThat(forged.problem()).isEqualTo("lightning/invalid-preimage");
        assertThat(api.getPaid("/ln/fortune", authorization(paid)).status()).isEqualTo(200);
    }
}
