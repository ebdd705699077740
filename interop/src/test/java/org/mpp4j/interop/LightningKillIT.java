package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperChannel;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.jdbc.JdbcStores;

/**
 * A shop that keeps its sessions in PostgreSQL is killed with SIGKILL while customers open sessions, stream, top up and close,
 * at each step of that and at random. The customers come back with the same credentials. At the end the books of both wallets
 * and of the shop agree: each deposit is credited, each refund is sent once, and nobody got more than was paid for.
 *
 * <p>{@code -Dinterop.lightning.kills} says how often; each step comes in its turn, beginning with any. The wallets are in this
 * process and outlive the shop.
 */
final class LightningKillIT {

    private static final int KILLS = Integer.getInteger("interop.lightning.kills", 6);

    /** Each step comes in its turn, and some kill twice. */
    private static final int ENOUGH_FOR_ALL_STEPS = 100;

    private static final int CUSTOMERS = 4;
    private static final int MOST_TOKENS = 45;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RAIL = "lightning:regtest:";
    private static final String SESSION = "org.mpp4j.lightning.internal.session.";

    /** Longer than any lease that the shop takes: 30 seconds after the deadline of a refund. */
    private static final long OFF_SECONDS = 35;

    /** Where somebody has got to when the shop is killed. */
    private enum Step {
        ABOUT_TO_OPEN(SESSION + "OpenAction.claimed"),
        DEPOSIT_LOOKED_UP(PaperChannel.Step.LOOKED_UP),
        DEPOSIT_CLAIMED(SESSION + "OpenAction.open"),
        DEPOSIT_CREDITED(SESSION + "DepositClaims$Claimed.spent"),
        LET_IN("org.mpp4j.servlet.MeteredSse.start"),
        UNIT_ABOUT_TO_BE_CHARGED("org.mpp4j.session.RequestMeter.spend"),
        ABOUT_TO_WAIT_FOR_A_TOP_UP("org.mpp4j.session.RequestMeter$Shortage.tell"),
        TOP_UP_CLAIMED(SESSION + "TopUpAction.credited"),
        TOP_UP_CREDITED(SESSION + "TopUpAction.done"),
        ABOUT_TO_CLOSE(SESSION + "CloseAction.perform"),
        MARKED_AS_CLOSING(SESSION + "Refunds.send"),
        NODE_ASKED_TO_PAY_BACK(PaperChannel.Step.ASKED),
        NODE_HAS_PAID_BACK(PaperChannel.Step.PAID),
        REFUND_ANSWERED(SESSION + "Refunds.over"),
        ABOUT_TO_TELL_THE_REFUND(SESSION + "CloseAction.told"),
        AT_RANDOM(""),
        /** After the kill of a refund at the start of the next process, before it has looked at the node. */
        ABOUT_TO_LOOK_AT_A_CUT_OFF_REFUND(SESSION + "Refunds.lookAt"),
        ABOUT_TO_SEND_A_REFUND_AGAIN(SESSION + "Refunds.tryAgain");

        private final String method;
        private final Optional<PaperChannel.Step> ofWallet;

        Step(String method) {
            this.method = method;
            this.ofWallet = Optional.empty();
        }

        Step(PaperChannel.Step ofWallet) {
            this.method = "";
            this.ofWallet = Optional.of(ofWallet);
        }

        /** What is only done by a shop that comes after one that was killed while it paid back. */
        boolean isOfRecovery() {
            return ordinal() > AT_RANDOM.ordinal();
        }
    }

    /** What a customer knows of a session that is left to the shop. */
    private record Bought(
            PaymentHash id,
            PaymentHash returned,
            long deposited,
            int tokens,
            int cutOff,
            Optional<JsonObject> closed) {}

    private final Random random = new Random();
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicLong ahead = new AtomicLong();
    private final InstantSource clock = () -> Instant.now().plusSeconds(ahead.get());
    private final PaperChannel wallets = new PaperChannel(clock);
    private final AtomicReference<LightningCustomer.Shop> open = new AtomicReference<>();
    private final Map<Step, Integer> kills = new EnumMap<>(Step.class);
    private final List<Bought> bought = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean isOver;
    private Program shop;
    private Debugger debugger;

    @Test
    void howeverOftenItIsKilledTheBooksOfAllAgree() throws Exception {
        assumeTrue(PostgreSql.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        ExecutorService threads = Executors.newFixedThreadPool(CUSTOMERS);
        try (PostgreSql database = PostgreSql.start();
                NodeFront node = NodeFront.of(LightningBackend.LND, wallets)) {
            Canary.secret(NodeFront.CREDENTIAL);
            start(database, node, List.of());
            List<Future<?>> customers = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                customers.add(threads.submit(this::buyUntilItIsOver));
            }
            int first = random.nextInt(Step.values().length);
            for (int i = 0; total() < KILLS; i++) {
                killAt(Step.values()[(first + i) % Step.values().length], database, node);
            }
            isOver = true;
            for (Future<?> customer : customers) {
                awaitEnd(customer);
            }
            SessionStore sessions = JdbcStores.builder(PostgreSql.connect(database.location()))
                    .clock(clock)
                    .build()
                    .sessions();
            // For those that were left open. One that was charged since its last request is looked at twice.
            for (int i = 0; i < 2; i++) {
                kill();
                ahead.addAndGet(LightningShop.IDLE.toSeconds());
                start(database, node, List.of());
                await("what is due")
                        .atMost(PATIENCE)
                        .until(() -> sessions.due(RAIL, clock.instant(), 1).isEmpty());
            }

            assertTheBooksAgree(sessions);
        } finally {
            isOver = true;
            wallets.goOn();
            if (shop != null) {
                shop.kill();
            }
            threads.shutdownNow();
        }
    }

    private void awaitEnd(Future<?> customer) throws InterruptedException, ExecutionException {
        try {
            customer.get(3, TimeUnit.MINUTES);
        } catch (TimeoutException stuck) {
            throw new AssertionError("A customer waits for ever. The shop printed:\n" + shop.printed(), stuck);
        }
    }

    private int total() {
        return kills.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What is killed stands still at the step, with at least one customer in it. */
    private void killAt(Step step, PostgreSql database, NodeFront node) {
        if (step.isOfRecovery()) {
            wallets.goOn();
            awaitStopped(Step.MARKED_AS_CLOSING);
            kill();
            kills.merge(Step.MARKED_AS_CLOSING, 1, Integer::sum);
            start(database, node, List.of(step.method));
            awaitCount(step, debugger::stopped);
        } else {
            awaitStopped(step);
        }
        kills.merge(step, 1, Integer::sum);
        kill();
        start(database, node, List.of());
    }

    private void awaitStopped(Step step) {
        if (step == Step.AT_RANDOM) {
            try {
                assertThat(never.await(random.nextInt(800), TimeUnit.MILLISECONDS))
                        .isFalse();
            } catch (InterruptedException ended) {
                throw new IllegalStateException(ended);
            }
        } else if (step.ofWallet.isPresent()) {
            wallets.haltAt(step.ofWallet.get());
            awaitCount(step, wallets::halted);
        } else {
            debugger.stopAt(List.of(step.method));
            awaitCount(step, debugger::stopped);
        }
    }

    private void awaitCount(Step step, IntSupplier standingStill) {
        await(step.toString()).atMost(PATIENCE).until(() -> {
            assertThat(failures).isEmpty();
            return standingStill.getAsInt() > 0;
        });
    }

    private void kill() {
        open.get().aboutToBeKilled();
        shop.kill();
        ahead.addAndGet(OFF_SECONDS);
    }

    private void start(PostgreSql database, NodeFront node, List<String> stopAt) {
        Map<String, String> environment = new HashMap<>(Debugger.ENVIRONMENT_OF_ONE_THAT_WAITS);
        shop = Program.start(
                "lightning shop",
                NodeModules.DIRECTORY,
                environment,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        LightningShop.class.getName(),
                        database.location(),
                        node.url().toString(),
                        node.backend().name(),
                        Long.toString(ahead.get())));
        Program started = shop;
        Canary.printed(started::printed);
        debugger = Debugger.of(shop, stopAt);
        wallets.goOn(); // what the node was asked for by the one before goes on as this one starts
        if (stopAt.isEmpty()) {
            String line = shop.awaitLine(printed -> printed.startsWith(LightningShop.LISTENS), PATIENCE);
            open.set(new LightningCustomer.Shop(URI.create(line.substring(LightningShop.LISTENS.length()))));
        }
    }

    private void buyUntilItIsOver() {
        LightningSessionPayer payer = LightningSessionPayer.with(wallets.customer(), LightningNetwork.REGTEST)
                .clock(clock);
        Random choice = new Random();
        while (!isOver) {
            try {
                buy(new LightningCustomer(open::get, payer), choice);
            } catch (RuntimeException | Error failed) {
                failures.add(failed);
                throw failed;
            }
        }
    }

    private void buy(LightningCustomer customer, Random choice) {
        customer.buy(1 + choice.nextInt(MOST_TOKENS));
        boolean isLeft = choice.nextInt(4) == 0;
        Optional<JsonObject> closed = isLeft ? Optional.empty() : Optional.of(customer.close());
        bought.add(new Bought(
                customer.session().id(),
                hash(customer.session().returnInvoice()),
                customer.session().deposited(),
                customer.tokens(),
                customer.cutOff(),
                closed));
    }

    private static PaymentHash hash(String invoice) {
        try {
            return Invoice.decode(invoice).paymentHash();
        } catch (InvalidInvoiceException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void assertTheBooksAgree(SessionStore sessions) {
        long income = 0;
        int tokens = 0;
        int cutOff = 0;
        for (Bought one : bought) {
            String key = RAIL + one.id();
            SessionAccount account = SessionAccount.read(sessions.find(key).orElseThrow());
            long spent = account.spent().longValueExact();
            long left = one.deposited() - spent;

            assertThat(account.status()).as("%s after all", key).isEqualTo(Status.CLOSED);
            assertThat(account.authorized())
                    .as("all deposits of %s are credited once", key)
                    .isEqualTo(BigInteger.valueOf(one.deposited()));
            assertThat(spent % LightningShop.PRICE)
                    .as("%s was charged whole units only", key)
                    .isZero();
            assertThat(spent / LightningShop.PRICE)
                    .as("what was delivered is paid for, and each kill costs a customer no more than a unit")
                    .isBetween((long) one.tokens(), (long) one.tokens() + one.cutOff());
            assertThat(wallets.returned(one.returned()))
                    .as("what is left of %s is paid back once", key)
                    .isEqualTo(left * 1000);
            one.closed()
                    .ifPresent(told ->
                            assertThat(told.integer("refundSats").getAsLong()).isEqualTo(left));
            one.closed()
                    .ifPresent(told -> assertThat(told.requireString("refundStatus"))
                            .isEqualTo(left == 0 ? "skipped" : "succeeded"));
            income += spent;
            tokens += one.tokens();
            cutOff += one.cutOff();
        }
        assertThat(wallets.deposited() - wallets.returned())
                .as("what the merchant has in the end is what was spent")
                .isEqualTo(income * 1000);
        assertThat(bought).hasSizeGreaterThanOrEqualTo(CUSTOMERS);
        System.out.printf(
                "%d kills (%s), %d sessions, %d tokens for %d sat, %d times a customer was cut off%n",
                total(), kills, bought.size(), tokens, income, cutOff);
        if (KILLS >= ENOUGH_FOR_ALL_STEPS) {
            assertThat(kills).containsOnlyKeys(Step.values());
        } else {
            assertThat(kills).hasSizeGreaterThanOrEqualTo(Math.min(KILLS, Step.values().length) / 2);
        }
    }
}
