package org.mpp4j.interop;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.lightning.NodeConnection;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;

/**
 * Sells tokens from sessions on Lightning, with its state in PostgreSQL, until it is killed. Its clock is ahead by as much as
 * it is told, as if it had been off so long: what the process before it left undone is due at once.
 */
final class LightningShop {

    static final String LISTENS = "lightning shop listens on ";

    /** In satoshi. */
    static final int PRICE = 3;

    /** In units. */
    static final int DEPOSIT = 20;

    static final Duration IDLE = Duration.ofMinutes(30);

    /** Is over before the shop is started again, with all that is added to it. */
    static final Duration REFUND_DEADLINE = Duration.ofSeconds(1);

    private static final Duration CHALLENGES = Duration.ofHours(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private LightningShop() {}

    /** Database, node, its kind, and by how many seconds the clock is ahead. */
    public static void main(String[] arguments) {
        Duration ahead = Duration.ofSeconds(Long.parseLong(arguments[3]));
        InstantSource clock = () -> Instant.now().plus(ahead);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(PostgreSql.connect(arguments[0]));
        Stores stores =
                JdbcStores.builder(new HikariDataSource(pool)).clock(clock).build();
        LightningSession sessions = LightningSession.builder()
                .node(LightningBackend.valueOf(arguments[2])
                        .at(NodeConnection.to(URI.create(arguments[1]), NodeFront.CREDENTIAL)))
                .network(LightningNetwork.REGTEST)
                .stores(stores)
                .clock(clock)
                .depositUnits(DEPOSIT)
                .idleTimeout(IDLE)
                .invoiceLifetime(CHALLENGES.plusMinutes(1))
                .maxInvoices(1_000_000, 1_000_000)
                .maxInvoicesPerClient(1_000_000, Duration.ofMinutes(1))
                .refundDeadline(REFUND_DEADLINE)
                .refundTries(10)
                .build();
        PaymentGate gate = PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
                .stores(stores)
                .clock(clock)
                .challengeLifetime(CHALLENGES)
                .build();
        Offer perToken = Offer.of(
                sessions, OfferTerms.of(Price.of(Integer.toString(PRICE))).per("token"));
        TomcatShop shop = new TomcatShop(perToken, gate, new TokenServlet(PATIENCE));
        ScheduledExecutorService closer = Executors.newSingleThreadScheduledExecutor();
        var unused = closer.scheduleWithFixedDelay(() -> closeDue(sessions), 100, 100, TimeUnit.MILLISECONDS);
        System.out.println(LISTENS + shop.url());
    }

    private static void closeDue(LightningSession sessions) {
        try {
            sessions.closeDue();
        } catch (StoreUnavailableException later) {
            // The next time, then.
        }
    }
}
