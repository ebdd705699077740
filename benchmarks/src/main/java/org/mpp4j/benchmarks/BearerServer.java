package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperChannel;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.store.InMemoryStores;

/**
 * One Jetty that sells the same fortune three times: at {@code /paid/fortune} for a satoshi from a Lightning session, at
 * {@code /token/fortune} to whoever has a token that it knows, and at {@code /long/fortune} to whoever shows what would be paid
 * with at the first, taken for a token; it answers with as many header fields of the same length. The sessions are opened when it
 * starts, between two wallets that only play.
 */
public final class BearerServer {

    private static final int SESSIONS = 16;
    private static final int DEPOSIT = 1_000_000;
    private static final int TOP_UPS = 9;
    private static final List<String> PAID_FIELDS = List.of("Payment-Receipt", "Cache-Control", "Vary");
    private static final String FORTUNE = "The exact amount is the right amount.\n";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Set<String> tokens =
            Set.of("Bearer 0f5d3c1b9a8e7f6d5c4b3a29181706f5e4d3c2b1a09f8e7d6c5b4a3928170605");
    private final Set<String> longTokens = ConcurrentHashMap.newKeySet();
    private final Map<String, String> paidFields = new ConcurrentHashMap<>();
    private URI url = URI.create("http://localhost");

    private BearerServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port, or 0 for any; and the file for what is to stand in {@code Authorization}, a line for each: first
     *     the token, then the sessions
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        new BearerServer().serve(Integer.parseInt(args[0]), Path.of(args[1]));
    }

    private void serve(int port, Path credentials) throws Exception {
        PaperChannel wallets = new PaperChannel(InstantSource.system());
        NodeFront node = NodeFront.of(LightningBackend.LND, wallets);
        InMemoryStores stores = new InMemoryStores();
        LightningSession sessions = LightningSession.builder()
                .node(node.client())
                .network(LightningNetwork.REGTEST)
                .stores(stores)
                .depositUnits(DEPOSIT)
                .idleTimeout(Duration.ofHours(1))
                .build();
        PaymentGate gate = PaymentGate.builder(
                        "localhost", ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"))
                .stores(stores)
                .build();
        PaymentFilter filter = PaymentFilter.builder(gate)
                .priceServlet(
                        "fortune",
                        Tariff.of(
                                Offer.of(sessions, OfferTerms.of(Price.of("1")).per("request"))))
                .build();
        ServletContextHandler paid = application("/paid", new Fortune(null, Map.of()));
        paid.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        jetty.setHandler(new ContextHandlerCollection(
                paid,
                application("/token", new Fortune(tokens, Map.of())),
                application("/long", new Fortune(longTokens, paidFields))));
        jetty.start();
        url = URI.create("http://localhost:" + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
        List<String> lines = new ArrayList<>(tokens);
        LightningSessionPayer payer = LightningSessionPayer.with(wallets.customer(), LightningNetwork.REGTEST)
                .limit((TOP_UPS + 1L) * DEPOSIT);
        for (int i = 0; i < SESSIONS; i++) {
            lines.add(open(payer));
        }
        longTokens.addAll(lines.subList(1, lines.size()));
        Files.write(credentials, lines);
        System.out.println("bearer server listens on " + url);
        jetty.join();
    }

    private static ServletContextHandler application(String path, Fortune fortune) {
        ServletContextHandler application = new ServletContextHandler(path);
        application.addServlet(new ServletHolder("fortune", fortune), "/fortune");
        return application;
    }

    /** What a client of the session shows with each request. */
    private String open(LightningSessionPayer payer) throws IOException, InterruptedException {
        PaidSession session = payer.open(challenge());
        ask(PaymentAuthorization.format(session.credential(challenge())), 200);
        for (int i = 0; i < TOP_UPS; i++) {
            ask(PaymentAuthorization.format(session.topUp(challenge())), 200);
        }
        String credential = PaymentAuthorization.format(session.credential(challenge()));
        HttpHeaders fields = ask(credential, 200).headers();
        for (String name : PAID_FIELDS) {
            paidFields.put(name, fields.firstValue(name).orElseThrow());
        }
        return credential;
    }

    private Challenge challenge() throws IOException, InterruptedException {
        return WwwAuthenticate.parse(ask("none", 402).headers().allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    private HttpResponse<String> ask(String authorization, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(url.resolve("/paid/fortune"))
                        .header("Authorization", authorization)
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    /** Tells a fortune with some header fields; if there are tokens, to who has one. */
    private static final class Fortune extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable Set<String> known;
        private final transient Map<String, String> fields;

        Fortune(@Nullable Set<String> known, Map<String, String> fields) {
            this.known = known;
            this.fields = fields;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (known != null) {
                String shown = request.getHeader("Authorization");
                if (shown == null || !known.contains(shown)) {
                    response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
                    return;
                }
            }
            fields.forEach(response::setHeader);
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print(FORTUNE);
        }
    }
}
