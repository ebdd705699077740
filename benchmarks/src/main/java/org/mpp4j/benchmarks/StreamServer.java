package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * Streams a token a second to whoever has a session of play money, to any number of clients, from one thread. At
 * {@code /books} it tells what it has written and how many threads it has.
 */
public final class StreamServer {

    /** What a token costs, in base units. */
    static final int PRICE = 1;

    private static final int BACKLOG = 12_000;

    private final Queue<MeteredSse> streams = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder written = new LongAdder();
    private final LongAdder refused = new LongAdder();

    private StreamServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port, or 0 for any
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        new StreamServer().serve(Integer.parseInt(args[0]));
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
        ServletHolder stream = new ServletHolder("stream", new Streaming());
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
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        Future<?> unused = clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        System.out.println("stream server listens on http://localhost:" + connector.getLocalPort());
        jetty.join();
    }

    /** A token for everybody. */
    private void tick() {
        for (MeteredSse stream : streams) {
            stream.send("token").thenAccept(isWritten -> {
                if (isWritten) {
                    written.increment();
                } else {
                    refused.increment();
                    streams.remove(stream);
                }
            });
        }
    }

    private final class Streaming extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            MeteredSse stream = MeteredSse.start(request, response);
            streams.add(stream);
            open.incrementAndGet();
            stream.over().thenRun(open::decrementAndGet);
        }
    }

    private final class Books extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getParameter("end") != null) {
                MeteredSse stream;
                while ((stream = streams.poll()) != null) {
                    stream.end();
                }
            }
            response.getWriter()
                    .print(open + " " + written.sum() + " "
                            + ManagementFactory.getThreadMXBean().getPeakThreadCount());
        }
    }
}
