package org.mpp4j.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.TempoSession;
import org.mpp4j.tempo.TempoSessionBuilder;

/** Sells something for a thousandth of a dollar per request, paid from channels. */
public final class VoucherServer {

    /** What a request costs, in base units. */
    static final long PRICE = 1000;

    static final String REALM = "localhost";

    /** Public knowledge, as it is in every example. */
    static final MerchantAccount MERCHANT =
            MerchantAccount.ofPrivateKey("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    private static final int CONNECTIONS = 16;

    private VoucherServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args the URL of a node; and of a PostgreSQL database, if the books aren't to be kept in memory
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        Stores stores = args.length > 1 ? postgreSql(args[1]) : new InMemoryStores();
        PaymentFilter filter = PaymentFilter.builder(gate(stores))
                .priceServlet(
                        "goods",
                        Tariff.of(offer(session(URI.create(args[0]), stores).build())))
                .build();
        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(new ServletHolder("goods", new Goods()), "/goods");
        application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        jetty.setHandler(application);
        jetty.start();
        System.out.println("voucher server listens on http://localhost:"
                + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
        jetty.join();
    }

    private static Stores postgreSql(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        return JdbcStores.builder(new HikariDataSource(config)).build();
    }

    static TempoSessionBuilder session(URI node, Stores stores) {
        return TempoSession.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(node)
                .account(MERCHANT)
                .store(stores.sessions())
                .ledger(stores.ledger());
    }

    static PaymentGate gate(Stores stores) {
        return PaymentGate.builder(REALM, ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"))
                .stores(stores)
                .challengeLifetime(Duration.ofHours(1))
                .build();
    }

    static Offer offer(TempoSession session) {
        return Offer.of(session, OfferTerms.of(Price.of("0.001")).per("request"));
    }

    private static final class Goods extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final byte[] BODY = "paid".getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            response.getOutputStream().write(BODY);
        }
    }
}
