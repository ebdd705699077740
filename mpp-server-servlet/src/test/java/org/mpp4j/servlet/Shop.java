package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.PaymentGateBuilder;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.testkit.SandboxCharge;
import org.mpp4j.testkit.SandboxPayer;
import org.mpp4j.testkit.TestClock;

/**
 * An application that sells for play money, on the container of this run: its servlets count their runs, its ledger shows
 * what was paid, and it has a client of its own.
 */
final class Shop implements AutoCloseable {

    static final String SECRET = "a secret of the tests, long enough to be one";

    /** What a servlet does. */
    interface Handler {
        void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    /** How a delivery ended: the status it was reported with. */
    record Delivery(boolean good, int status) {}

    final TestClock clock = TestClock.at(Instant.now());
    final SandboxCharge sandbox = SandboxCharge.builder().clock(clock).build();
    final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final PaymentGateBuilder gate = PaymentGate.builder("shop.example", ChallengeKeys.of(SECRET));
    private final List<Consumer<PaymentFilterBuilder>> prices = new ArrayList<>();
    private final List<TestServer.Application> registrations = new ArrayList<>();
    private final List<TestServer.Application> inFront = new ArrayList<>();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private String contextPath = "";
    private int threads = 64;
    private @Nullable String errorPage;
    private @Nullable TestServer server;

    /** Content in which every byte that is lost or moved is seen. */
    static byte[] letters(int size) {
        byte[] content = new byte[size];
        for (int i = 0; i < size; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return content;
    }

    static Shop plan() {
        return new Shop();
    }

    private Shop() {
        gate.clock(clock).listener(new PaymentListener() {
            @Override
            public void delivered(String target, Receipt receipt, int status) {
                deliveries.add(new Delivery(true, status));
            }

            @Override
            public void deliveryFailed(String target, Receipt receipt, int status) {
                deliveries.add(new Delivery(false, status));
            }
        });
    }

    Shop under(String path) {
        contextPath = path;
        return this;
    }

    /** How many threads the container has. */
    Shop threads(int most) {
        threads = most;
        return this;
    }

    Shop errorPage(String path) {
        errorPage = path;
        return this;
    }

    Shop servlet(String name, Handler handler, String... mappings) {
        return servlet(name, handler, registration -> {}, mappings);
    }

    Shop servlet(String name, Handler handler, Consumer<ServletRegistration.Dynamic> more, String... mappings) {
        AtomicInteger counter = runs.computeIfAbsent(name, unused -> new AtomicInteger());
        registrations.add(context -> {
            ServletRegistration.Dynamic registration = context.addServlet(name, new CountingServlet(counter, handler));
            registration.setAsyncSupported(true);
            registration.addMapping(mappings);
            more.accept(registration);
        });
        return this;
    }

    Shop register(TestServer.Application registration) {
        registrations.add(registration);
        return this;
    }

    /** Registered before the payment filter, so that its filters come first. */
    Shop inFront(TestServer.Application registration) {
        inFront.add(registration);
        return this;
    }

    Shop filter(Consumer<PaymentFilterBuilder> setting) {
        prices.add(setting);
        return this;
    }

    Shop gate(Consumer<PaymentGateBuilder> setting) {
        setting.accept(gate);
        return this;
    }

    Shop price(String path, String price) {
        return filter(filter -> filter.price(path, Offer.of(sandbox, price)));
    }

    Shop priceServlet(String name, String price) {
        return filter(filter -> filter.priceServlet(name, Tariff.of(Offer.of(sandbox, price))));
    }

    Shop open() throws Exception {
        server = TestServer.start(contextPath, errorPage, threads, this::register);
        return this;
    }

    private void register(ServletContext context) throws ServletException {
        for (TestServer.Application registration : registrations) {
            registration.register(context);
        }
        for (TestServer.Application registration : inFront) {
            registration.register(context);
        }
        PaymentFilterBuilder filter = PaymentFilter.builder(gate.build()).methods(sandbox);
        prices.forEach(setting -> setting.accept(filter));
        if (Boolean.getBoolean("mpp.test.settleOnOwnThreads")) { // every test once more, to be tried by hand
            filter.settleOnOwnThreads(300);
        }
        filter.build().addTo(context);
    }

    private static final class CountingServlet extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient AtomicInteger counter;
        private final transient Handler handler;

        CountingServlet(AtomicInteger counter, Handler handler) {
            this.counter = counter;
            this.handler = handler;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            counter.incrementAndGet();
            try {
                handler.handle(request, response);
            } catch (IOException | ServletException | RuntimeException | Error thrown) {
                throw thrown;
            } catch (Exception other) {
                throw new ServletException(other);
            }
        }
    }

    TestServer server() {
        if (server == null) {
            throw new IllegalStateException("The shop isn't open");
        }
        return server;
    }

    int port() {
        return server().port();
    }

    int runs(String servlet) {
        return runs.get(servlet).get();
    }

    long paid() {
        return sandbox.ledger().settlements();
    }

    Shop assertRuns(String servlet, int expected) {
        assertThat(runs(servlet)).as("runs of servlet " + servlet).isEqualTo(expected);
        return this;
    }

    Shop assertPaid(int times) {
        assertThat(paid()).as("payments in the ledger").isEqualTo(times);
        return this;
    }

    /** How deliveries ended, in order; an answer may be read before its delivery is over. */
    Shop assertDeliveries(Delivery... expected) {
        Awaitility.await().untilAsserted(() -> assertThat(deliveries).containsExactly(expected));
        return this;
    }

    Shop assertDelivered(boolean good, int status) {
        return assertDeliveries(new Delivery(good, status));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + contextPath + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpRequest.Builder post(String path, String body) {
        return request(path).POST(BodyPublishers.ofString(body));
    }

    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return Answer.of(http.send(request.build(), BodyHandlers.ofByteArray()));
    }

    /** Doesn't wait for the answer, nor does a thread of its own. */
    CompletableFuture<Answer> sendLater(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Answer::of);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /** A credential that pays the first challenge of an answer, as the value of Authorization. */
    static String credential(Answer unpaid) {
        return credential(unpaid.challenges().get(0));
    }

    static String credential(Challenge challenge) {
        return PaymentAuthorization.format(SandboxPayer.named("alice").pay(challenge));
    }

    /** Asks, pays, and asks again. */
    Answer buy(HttpRequest.Builder request) throws IOException, InterruptedException {
        Answer unpaid = send(request.copy());
        unpaid.assertChallenged();
        return send(request.copy().setHeader("Authorization", credential(unpaid)));
    }

    Answer buy(String path) throws IOException, InterruptedException {
        return buy(request(path));
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
