package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;

/**
 * paid-api is killed with SIGKILL again and again while customers pay it from channels, with its state in PostgreSQL. No voucher
 * that it has taken is lost, nothing is delivered that wasn't charged, and each channel ends with exactly what was charged.
 *
 * <p>What is charged is stored before it is delivered (draft-tempo-session section "Crash Safety"), and nobody but the client
 * can tell whether what was on its way has arrived. So for each request or stream that breaks off one unit may be charged that
 * isn't delivered, and never more; what isn't interrupted is charged to the unit. Requests have idempotency keys, without which one
 * that the client's HTTP library silently sends again may be charged twice. Delivered is what has come to the client's
 * process.
 *
 * <p>{@code -Dmpp4j.kills=200} kills so often, {@code -Dmpp4j.seed=...} with the same times and wishes as another run.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SessionKillIT {

    private static final int KILLS = Integer.getInteger("mpp4j.kills", 10);
    private static final long SEED = Long.getLong("mpp4j.seed", System.nanoTime());
    private static final int CUSTOMERS = 4;
    private static final int TOGETHER = 2;
    private static final int SHORTEST_LIFE = 100;
    private static final int LONGEST_LIFE = 1500;
    private static final int PROGRESS = 25;
    private static final int STARTS = 3;
    private static final int UNDISTURBED = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, BigInteger> PRICES =
            Map.of("/session", BigInteger.valueOf(1_000), "/stream", BigInteger.valueOf(100));

    private final Random random = new Random(SEED);
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<SessionCustomer> customers = new ArrayList<>();
    private int port;
    private PostgreSql database;
    private ReserveMarket market;
    private Stores stores;
    private SessionAccounts accounts;
    private PaidApi api;

    /** Its number while paid-api is down, or 0. */
    private volatile int outage;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(PostgreSql.isAvailable(), "There is no PostgreSQL to be had for this system as a library");
        database = opened(PostgreSql.start());
        market = opened(ReserveMarket.open());
        stores = JdbcStores.builder(PostgreSql.connect(database.location())).build();
        accounts = opened(new SessionAccounts(stores.sessions()));
        port = freePort();
        start();
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        if (api != null) {
            api.close();
        }
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }

    /** None that the system gives to those who connect: they would take it while nobody listens, or reach themselves. */
    private int freePort() throws IOException {
        while (true) {
            int candidate = 20_000 + new Random().nextInt(10_000);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.getByName("0.0.0.0"))) {
                return free.getLocalPort();
            } catch (java.net.BindException taken) {
                // Another one, then.
            }
        }
    }

    private void start() {
        Map<String, String> environment =
                PaidApi.environment(Marketplace.MODERATO, market.reserve().url());
        environment.put("PORT", Integer.toString(port));
        environment.put("SESSION_MERCHANT_KEY", Account.MERCHANT.key());
        environment.put("SESSION_SETTLE_EVERY", "PT1S");
        environment.put("MPP_STORE", database.location());
        environment.put("MPP_STORE_USER", "postgres");
        // It is gone before more would be worth it.
        environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        api = started(environment, STARTS);
    }

    /** On a busy machine a start may take longer than the database waits; whoever runs a shop starts it again then. */
    private static PaidApi started(Map<String, String> environment, int tries) {
        try {
            return PaidApi.start(environment);
        } catch (IllegalStateException notStarted) {
            if (tries == 1) {
                throw notStarted;
            }
            System.out.println("Starts once more: " + notStarted.getMessage());
            return started(environment, tries - 1);
        }
    }

    @Test
    void whateverIsKilledEachChannelEndsWithWhatWasCharged() throws InterruptedException {
        System.out.println("SessionKillIT: -Dmpp4j.kills=" + KILLS + " -Dmpp4j.seed=" + SEED);
        BigInteger merchant = market.balance(Account.MERCHANT);
        BigInteger payer = market.balance(Account.PAYER);
        BigInteger merchantsFees = market.fees(Account.MERCHANT);
        long began = System.nanoTime();
        for (int i = 0; i < CUSTOMERS; i++) {
            SessionCustomer customer = new SessionCustomer(
                    URI.create("http://localhost:" + port),
                    market.reserve().url(),
                    new NotingHttpClient(PRICES, () -> outage));
            customers.add(customer);
            customer.start(TOGETHER, random.nextLong());
        }

        for (int i = 0; i < KILLS; i++) {
            int life = SHORTEST_LIFE + random.nextInt(LONGEST_LIFE - SHORTEST_LIFE);
            assertThat(never.await(life, TimeUnit.MILLISECONDS)).isFalse();
            api.program().kill();
            outage = i + 1;
            assertNothingIsLost();
            start();
            outage = 0;
            if (i % PROGRESS == PROGRESS - 1) {
                System.out.println("So far: " + figures(i + 1, Duration.ofNanos(System.nanoTime() - began)));
            }
        }
        assertThat(never.await(UNDISTURBED, TimeUnit.SECONDS)).isFalse();
        customers.forEach(customer -> customer.leave(PATIENCE));

        System.out.println(figures(KILLS, Duration.ofNanos(System.nanoTime() - began)));
        awaitEnds();
        SoftAssertions allOfThem = new SoftAssertions();
        books().forEach(book -> allOfThem.check(() -> assertEndedWithWhatWasCharged(book)));
        allOfThem.assertAll();
        BigInteger captured = books().stream()
                .flatMap(book -> market.captures(book.channelId()).stream())
                .reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(market.inReserve()).isZero();
        assertThat(payer.subtract(market.balance(Account.PAYER))).isEqualTo(captured);
        BigInteger fees = market.fees(Account.MERCHANT).subtract(merchantsFees);
        assertThat(market.balance(Account.MERCHANT).subtract(merchant).add(fees))
                .isEqualTo(captured);
    }

    private List<ChannelBook> books() {
        return customers.stream().flatMap(customer -> customer.books().stream()).toList();
    }

    private Optional<SessionAccount> stored(ChannelBook book) {
        return accounts.find("tempo:" + book.channelId());
    }

    /** What has come to clients is looked at first, and what has left them last, as they go on meanwhile. */
    private void assertNothingIsLost() {
        for (ChannelBook book : books()) {
            BigInteger accepted = book.accepted();
            BigInteger delivered = book.delivered();
            Optional<SessionAccount> account = stored(book);
            BigInteger authorized = account.map(SessionAccount::authorized).orElse(BigInteger.ZERO);
            BigInteger spent = account.map(SessionAccount::spent).orElse(BigInteger.ZERO);
            assertThat(spent).as("spent, %s, %s", account, book).isBetween(delivered, authorized);
            assertThat(authorized).as("authorized, %s, %s", account, book).isBetween(accepted, book.signed());
        }
    }

    /** A close that was interrupted is ended by whoever looks after channels, half a minute or a lease later. */
    private void awaitEnds() {
        await("the end of all channels that were opened")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> books().stream()
                        .filter(book -> !market.captures(book.channelId()).isEmpty())
                        .flatMap(book -> stored(book).stream())
                        .allMatch(account -> account.status() == SessionAccount.Status.CLOSED));
    }

    private void assertEndedWithWhatWasCharged(ChannelBook book) {
        assertThat(market.state(book.channelId()).exists())
                .as("on the chain is %s", book)
                .isFalse();
        List<BigInteger> captures = market.captures(book.channelId());
        if (captures.isEmpty()) {
            assertThat(book.accepted().add(book.delivered()))
                    .as("never opened: %s", book)
                    .isZero();
            return;
        }
        assertThat(stored(book)).as("known to the server: %s", book).isPresent();
        BigInteger spent = stored(book).orElseThrow().spent();
        assertThat(captures).as("captured, %s", book).containsExactly(spent);
        assertThat(spent)
                .as("charged, %s", book)
                .isBetween(book.delivered(), book.delivered().add(book.unsure()));
        assertThat(stores.ledger().byChallenge(book.channelId()).stream()
                        .filter(entry -> entry.kind() == Kind.SETTLED)
                        .map(LedgerEntry::amount)
                        .map(BigInteger::new)
                        .reduce(BigInteger.ZERO, BigInteger::add))
                .as("in the ledger, %s", book)
                .isEqualTo(spent);
    }

    private String figures(int kills, Duration time) {
        BigInteger charged = books().stream()
                .flatMap(book -> stored(book).stream())
                .map(SessionAccount::spent)
                .reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger delivered = books().stream().map(ChannelBook::delivered).reduce(BigInteger.ZERO, BigInteger::add);
        BigInteger unsure = books().stream().map(ChannelBook::unsure).reduce(BigInteger.ZERO, BigInteger::add);
        Map<Integer, Integer> refusals = new TreeMap<>();
        books().forEach(book ->
                book.refusals().forEach((status, often) -> refusals.merge(status, often, Integer::sum)));
        Map<String, Integer> troubles = new TreeMap<>();
        customers.forEach(customer ->
                customer.troubles().forEach((trouble, often) -> troubles.merge(trouble, often, Integer::sum)));
        return kills + " kills in " + time.toSeconds() + " s, " + books().size() + " channels, "
                + sum(ChannelBook::requests) + " paid requests of which " + sum(ChannelBook::breaks) + " broke off, "
                + sum(ChannelBook::receipts) + " receipts, " + sum(ChannelBook::units)
                + " units delivered; base units: "
                + charged + " charged, " + delivered + " delivered, " + charged.subtract(delivered) + " of at most "
                + unsure + " charged and on their way when it was killed. Statuses of refusals: " + refusals
                + ". Clients saw "
                + troubles;
    }

    private int sum(ToIntFunction<ChannelBook> figure) {
        return books().stream().mapToInt(figure).sum();
    }
}
