package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
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
import org.mpp4j.servlet.MeteredSse;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.testkit.SandboxSession;

/**
 * Streams a token a second to whoever has a session, to any number of clients, from one thread, or each from a virtual thread of
 * its own. Sessions are of play money, or on Lightning. At {@code /books} it tells what it has written, and what it needs for
 * that.
 */
public final class StreamServer {

    /** What a token costs, in base units or satoshi. */
    static final int PRICE = 1;

    /** How many tokens a deposit on Lightning is for. */
    static final int DEPOSIT_UNITS = 10;

    private static final int BACKLOG = 12_000;

    /** So many tokens may wait for a client that doesn't read or pay. */
    private static final int AHEAD = 10;

    /** How long a stream waits for money. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final int NO_LIMIT = 1_000_000_000;

    /** A stream, and how many of its tokens aren't written yet. */
    private record Fed(MeteredSse events, AtomicInteger waiting) {}

    private final Set<Fed> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder written = new LongAdder();
    private final boolean hasThreadPerStream;

    private StreamServer(boolean hasThreadPerStream) {
        this.hasThreadPerStream = hasThreadPerStream;
    }

    /**
     * Serves until it is killed.
     *
     * @param args the port, or 0 for any; {@code virtual} for a virtual thread for each stream, or {@code lightning} and the URL
     *     of an LND
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        String mode = args.length > 1 ? args[1] : "";
        InMemoryStores stores = new InMemoryStores();
        Offer perToken = mode.equals("lightning") ? onLightning(URI.create(args[2]), stores) : forPlayMoney(stores);
        new StreamServer(mode.equals("virtual")).serve(Integer.parseInt(args[0]), perToken, stores);
    }

    private static Offer forPlayMoney(InMemoryStores stores) {
        SandboxSession money = new SandboxSession(stores.sessions(), InstantSource.system());
        return Offer.of(money, OfferTerms.of(Price.of("0.000001")).per("token"));
    }

    private static Offer onLightning(URI node, InMemoryStores stores) {
        LightningSession sessions = LightningSession.builder()
                .node(LightningBackend.LND.at(
                        NodeConnection.to(node, NodeFront.CREDENTIAL).deadline(Duration.ofMinutes(1))))
                .network(LightningNetwork.REGTEST)
                .stores(stores)
                .depositUnits(DEPOSIT_UNITS)
                .idleTimeout(Duration.ofHours(2))
                .maxInvoices(NO_LIMIT, NO_LIMIT)
                .maxInvoicesPerClient(NO_LIMIT, Duration.ofMinutes(1))
                .build();
        return Offer.of(
                sessions, OfferTerms.of(Price.of(Integer.toString(PRICE))).per("token"));
    }

    private void serve(int port, Offer perToken, InMemoryStores stores) throws Exception {
        PaymentGate gate = PaymentGate.builder(
                        "localhost", ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"))
                .stores(stores)
                .build();
        PaymentFilter filter = PaymentFilter.builder(gate)
                .priceServlet("stream", Tariff.of(perToken))
                .build();
        ServletContextHandler application = new ServletContextHandler("/");
        ServletHolder stream = new ServletHolder("stream", new Streaming(hasThreadPerStream ? virtualThreads() : null));
        stream.setAsyncSupported(true);
        application.addServlet(stream, "/stream");
        application.addServlet(new ServletHolder("books", new Books()), "/books");
        application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ServerConnector connector = (ServerConnector) jetty.getConnectors()[0];
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(PATIENCE.toMillis());
        jetty.setHandler(application);
        jetty.start();
        if (!hasThreadPerStream) {
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            Future<?> unused = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        }
        System.out.println("stream server listens on http://localhost:" + connector.getLocalPort());
        jetty.join();
    }

    /** A token for everybody who takes them. */
    private void tick() {
        for (Fed stream : streams) {
            if (stream.waiting().get() < AHEAD) {
                stream.waiting().incrementAndGet();
                stream.events().send("token").thenAccept(isWritten -> note(stream, isWritten));
            }
        }
    }

    private void note(Fed stream, boolean isWritten) {
        stream.waiting().decrementAndGet();
        if (isWritten) {
            written.increment();
        } else {
            streams.remove(stream);
        }
    }

    /** The same from a thread of the stream's own, which waits as one does. */
    private void feed(Fed stream) {
        try {
            do {
                TimeUnit.SECONDS.sleep(1);
                stream.waiting().incrementAndGet();
                note(stream, stream.events().send("token").toCompletableFuture().join());
            } while (streams.contains(stream));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** By reflection, as this is compiled for a Java that has none. */
    private static Executor virtualThreads() throws ReflectiveOperationException {
        return (Executor)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }

    private final class Streaming extends HttpServlet {

        private static final long serialVersionUID = 1L;

        private final transient @Nullable Executor threads;

        Streaming(@Nullable Executor threads) {
            this.threads = threads;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            Fed stream = new Fed(MeteredSse.start(request, response, PATIENCE), new AtomicInteger());
            streams.add(stream);
            open.incrementAndGet();
            stream.events().over().thenRun(open::decrementAndGet);
            if (threads != null) {
                threads.execute(() -> feed(stream));
            }
        }
    }

    private final class Books extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getParameter("end") != null) {
                List<Fed> all = List.copyOf(streams);
                streams.clear();
                all.forEach(stream -> stream.events().end());
            }
            if (request.getParameter("gc") != null) {
                ManagementFactory.getMemoryMXBean().gc();
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            response.getWriter()
                    .print(open + " " + written.sum() + " " + threads.getPeakThreadCount() + " "
                            + threads.getThreadCount() + " " + heap);
        }
    }
}
