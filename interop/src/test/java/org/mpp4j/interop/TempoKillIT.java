package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.interop.FaultProxy.Fault;

/**
 * paid-api settles on a real chain with its state in PostgreSQL, and is killed with SIGKILL at each step of it. Started again
 * it gives the resource to whoever comes back with the same credential; the chain and the ledger know of one payment each.
 *
 * <p>At each step three payments are under way: a transaction that paid-api sends, one whose fee it pays, and one that the
 * client has sent.
 */
@ExtendWith(MarketplaceExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TempoKillIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Account SPONSOR = Account.FEES_IN_PATH_USD;
    private static final String TEMPO = "org.mpp4j.tempo.internal.charge.";

    /** How it is paid for. */
    private enum Way {
        PULLED("/fortune"),
        SPONSORED("/sponsored"),
        PUSHED("/fortune");

        private final String path;

        Way(String path) {
            this.path = path;
        }
    }

    /** Where a payment has got to when paid-api is killed. */
    private enum Step {
        BEFORE_IT_IS_CLAIMED("org.mpp4j.gate.Claims.acquire"),
        CLAIMED(TEMPO + "TransactionPayment.settle", TEMPO + "SponsoredPayment.settle", TEMPO + "HashPayment.settle"),
        READY_TO_BE_SENT("org.mpp4j.tempo.internal.rpc.TempoNode.send", TEMPO + "HashPayment.settle"),
        ON_ITS_WAY_TO_THE_NODE(Fault.NO_ANSWER),
        MINED_AND_THE_ANSWER_ON_ITS_WAY(Fault.ANSWER_HELD),
        BEFORE_ITS_RECEIPT_IS_READ(TEMPO + "TransactionTrace.decide"),
        SETTLED("org.mpp4j.servlet.Delivery.start"),
        IN_THE_HANDLER("org.mpp4j.examples.paidapi.FortuneServlet.doGet"),
        BEFORE_IT_IS_ANSWERED("org.mpp4j.servlet.PaidResponse.finish"),
        ANSWERED(true, "org.mpp4j.gate.OutcomeJournal.writeAll"),
        IN_THE_LEDGER(true, "org.mpp4j.store.jdbc.JdbcIdempotencyStore.put"),
        BEFORE_ITS_CLAIM_ENDS(true, "org.mpp4j.store.jdbc.JdbcReplayStore.end");

        /** At the latest when they come to one of these methods, requests stop, or what goes on after them. */
        private final List<String> methods;

        private final Fault fault;
        private final boolean answered;

        Step(String... methods) {
            this(false, methods);
        }

        Step(boolean answered, String... methods) {
            this.methods = List.of(methods);
            this.fault = Fault.NONE;
            this.answered = answered;
        }

        Step(Fault fault) {
            this.methods = List.of();
            this.fault = fault;
            this.answered = false;
        }
    }

    /** Who has what in pathUSD. */
    private record Books(BigInteger merchant, BigInteger payer, BigInteger sponsor) {}

    private final Random random = new Random();
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private PostgreSql database;
    private Anvil chain;
    private FaultProxy proxy;
    private Mppx mppx;
    private PaidApi api;

    @BeforeAll
    void open() {
        assumeTrue(PostgreSql.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        database = opened(PostgreSql.start());
        chain = opened(Anvil.start(Marketplace.MODERATO));
        proxy = opened(new FaultProxy(chain.url()));
        mppx = opened(Mppx.start());
        Canary.secret(SPONSOR.key().substring(2));
        start();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource);
        return resource;
    }

    @AfterAll
    void close() throws Exception {
        if (api != null) {
            api.close();
        }
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    private void start() {
        Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, proxy.url());
        environment.put("TEMPO_FEE_PAYER_KEY", SPONSOR.key());
        environment.put("MPP_STORE", database.location());
        environment.put("MPP_STORE_USER", "postgres");
        environment.put("MPP_CLAIM_LEASE", "PT5S");
        environment.put("MPP_RECONCILE_EVERY", "PT1S");
        environment.putAll(Debugger.ENVIRONMENT);
        api = PaidApi.start(environment);
    }

    private void killAndStartAgain() {
        api.program().kill();
        proxy.heal();
        start();
    }

    private Books books() {
        return new Books(balance(Account.MERCHANT), balance(Account.PAYER), balance(SPONSOR));
    }

    private BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    /** Credentials. Only what is pushed is paid by them already. */
    private Map<Way, String> pay() {
        Mppx.Payer payer = mppx.payer(Account.PAYER, Marketplace.MODERATO, chain.url());
        Map<Way, String> credentials = new LinkedHashMap<>();
        for (Way way : Way.values()) {
            credentials.put(way, (way == Way.PUSHED ? payer.pushing() : payer).authorizationFor(api.get(way.path)));
        }
        return credentials;
    }

    private List<CompletableFuture<Answer>> show(Map<Way, String> credentials) {
        return credentials.entrySet().stream()
                .map(each -> api.sendAsync("GET", each.getKey().path, "Authorization", each.getValue()))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsKilledIsPaidOnceAndDelivered(Step step) {
        Books before = books();
        Map<Way, String> credentials = pay();
        Debugger debugger = Debugger.of(api.program());
        debugger.stopAt(step.methods);
        proxy.whenSending(step.fault);
        proxy.when("eth_getTransactionReceipt", step.fault);

        List<CompletableFuture<Answer>> requests = show(credentials);
        if (step.answered) {
            requests.forEach(answered ->
                    assertThat(answered.join().status()).as(answered::toString).isEqualTo(200));
        }
        int stops = step.answered ? 1 : Way.values().length;
        await().atMost(PATIENCE)
                .until(() -> step.fault == Fault.NONE ? debugger.stopped() : proxy.held(), now -> now >= stops);
        assertThat(requests).as("answered before the kill").allMatch(request -> request.isDone() == step.answered);
        assertThat(before.merchant().add(BigInteger.valueOf(Marketplace.FORTUNE * paidAt(step))))
                .as("what the merchant has at this step")
                .isEqualTo(books().merchant());

        killAndStartAgain();

        assertPaidOnceAndDelivered(credentials, before);
    }

    /** How many of the three payments are made by then; the one that is pushed always is. */
    private static int paidAt(Step step) {
        return step.compareTo(Step.MINED_AND_THE_ANSWER_ON_ITS_WAY) < 0 ? 1 : Way.values().length;
    }

    @RepeatedTest(3)
    void whereverItIsKilledItIsPaidOnceAndDelivered() throws InterruptedException {
        Books before = books();
        Map<Way, String> credentials = pay();
        List<CompletableFuture<Answer>> requests = show(credentials);
        assertThat(never.await(random.nextInt(120), TimeUnit.MILLISECONDS)).isFalse();

        killAndStartAgain();

        assertThat(requests).allMatch(CompletableFuture::isDone);
        assertPaidOnceAndDelivered(credentials, before);
    }

    private void assertPaidOnceAndDelivered(Map<Way, String> credentials, Books before) {
        BigInteger price = BigInteger.valueOf(Marketplace.FORTUNE);
        BigInteger fee = BigInteger.ZERO;
        for (Map.Entry<Way, String> each : credentials.entrySet()) {
            Way way = each.getKey();
            Answer delivered = await(way.toString())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> api.getPaid(way.path, each.getValue()), TempoKillIT::isAnswered);
            assertThat(delivered.text()).isNotBlank();
            String transaction = delivered.receipt().reference();
            assertThat(chain.receipt(transaction).requireString("status")).isEqualTo("0x1");
            if (way == Way.SPONSORED) {
                fee = chain.feePaidBy(SPONSOR, transaction);
            }
            assertSoldOnce(way, each.getValue());
        }

        Books now = books();
        BigInteger paid = price.multiply(BigInteger.valueOf(credentials.size()));
        assertThat(now.merchant().subtract(before.merchant())).isEqualTo(paid);
        assertThat(before.payer().subtract(now.payer())).isEqualTo(paid);
        assertThat(before.sponsor().subtract(now.sponsor())).isEqualTo(fee);
    }

    private static boolean isAnswered(Answer answer) {
        // What is in flight is 409 until the lease of the instance that died is over, and 503 while it can't be told.
        // It never
        // is 402, which would ask to pay again.
        assertThat(answer.status()).as(answer::toString).isIn(200, 409, 503);
        return answer.status() == 200;
    }

    private void assertSoldOnce(Way way, String authorization) {
        String challengeId = Mppx.credential(authorization).challenge().id();
        // Written in the background.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(database.ledger(challengeId))
                        .as("entries in the ledger for what was %s", way)
                        .containsExactlyInAnyOrder("SETTLED", "DELIVERED"));
        Answer again = api.getPaid(way.path, authorization);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.isReplayed()).isTrue();
    }
}
