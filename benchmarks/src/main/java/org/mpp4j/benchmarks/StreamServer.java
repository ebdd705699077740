package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.servlet.MeteredSse;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.testkit.SandboxSession;

/**
 * Streams a token a second to whoever has a session of play money, to any number of clients, from one thread, or each from a virtual thread of its own. At
 * {@code /books} it tells what it has written and how many threads it has.
 */
public final class StreamServer {

    /** What a token costs, in base units. */
    static final int PRICE = 1;

    private static final int BACKLOG = 12_000;

    private final Set<MeteredSse> streams = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder written = new LongAdder();
    private final boolean hasThreadPerStream;

    private StreamServer(boolean hasThreadPerStream) {
        this.hasThreadPerStream = hasThreadPerStream;
    }

    /**
     * Serves until it is killed.
     *
     * @param args the port, or 0 for any; {@code virtual} for a virtual thread for each stream
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        new StreamServer(args.length > 1 && args[1].equals("virtual")).serve(Integer.parseInt(args[0]));
    }

    private void serve(int port) throws Exception {
        SandboxSession money = new SandboxSession(new InMemorySessionStore(), InstantSource.system());
        PaymentGate gate = PaymentGate.builder(
                        "localhost", ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"))
                .build();
        Offer perToken = Offer.of(money, OfferTerms.of(Price.of("0.000001")).per("token"));
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
        connector.setIdleTimeout(TimeUnit.MINUTES.toMillis(10));
        jetty.setHandler(application);
        jetty.start();
        if (!hasThreadPerStream) {
            ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
            Future<?> unused = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        }
        System.out.println("stream server listens on http://localhost:" + connector.getLocalPort());
        jetty.join();
    }

    /** A token for everybody. */
    private void tick() {
        for (MeteredSse stream : streams) {
            stream.send("token").thenAccept(isWritten -> note(stream, isWritten));
        }
    }

    private void note(MeteredSse stream, boolean isWritten) {
        if (isWritten) {
            written.increment();
        } else {
            streams.remove(stream);
        }
    }

    /** The same from a thread of the stream's own, which waits as one does. */
    private void feed(MeteredSse stream) {
        try {
            do {
                TimeUnit.SECONDS.sleep(1);
                note(stream, stream.send("token").toCompletableFuture().join());
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
            MeteredSse stream = MeteredSse.start(request, response);
            streams.add(stream);
            open.incrementAndGet();
            stream.over().thenRun(open::decrementAndGet);
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
                List<MeteredSse> all = List.copyOf(streams);
                streams.clear();
                all.forEach(MeteredSse::end);
            }
            response.getWriter()
                    .print(open + " " + written.sum() + " "
                            + ManagementFactory.getThreadMXBean().getPeakThreadCount());
        }
    }
}
