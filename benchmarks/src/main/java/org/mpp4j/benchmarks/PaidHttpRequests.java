package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.testkit.SandboxCharge;

/** The same over HTTP: the payment filter on a Jetty, and clients with a connection that stays open for each thread. */
final class PaidHttpRequests implements AutoCloseable {

    private static final int PAUSE_MILLIS = 5;

    private final Server jetty;
    private final int port;
    private final Map<Thread, PlainHttp> connections = new ConcurrentHashMap<>();
    private final AtomicInteger turnedAway = new AtomicInteger();
    private byte[][] requests = {};

    PaidHttpRequests(PaymentGate gate) throws Exception {
        jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(new ServletHolder("fortune", new Fortune()), "/fortune");
        PaymentFilter filter = PaymentFilter.builder(gate)
                .priceServlet("fortune", Tariff.of(Offer.of(SandboxCharge.create(), "0.01")))
                .build();
        application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        jetty.setHandler(application);
        jetty.start();
        port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    /** Asks for challenges, and answers them. */
    void prepare(Crew crew, int count) throws Exception {
        byte[] unpaid = request("");
        byte[][] prepared = new byte[count][];
        crew.work(count, i -> {
            PlainHttp.Answer answer = connection().ask(unpaid);
            String challenge = answer.header(WwwAuthenticate.HEADER);
            prepared[i] = request("Authorization: "
                    + PaidRequests.pay(WwwAuthenticate.parse(List.of(challenge)).get(0))
                    + "\r\n");
        });
        requests = prepared;
    }

    private static byte[] request(String fields) {
        return ("GET /fortune HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    int turnedAway() {
        return turnedAway.get();
    }

    void serve(int number) throws IOException, InterruptedException {
        while (true) {
            int status = connection().ask(requests[number]).status();
            if (status == 200) {
                return;
            }
            if (status != 503) {
                throw new IllegalStateException("A paid request was answered with status " + status);
            }
            turnedAway.incrementAndGet();
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private PlainHttp connection() throws IOException {
        PlainHttp known = connections.get(Thread.currentThread());
        if (known == null) {
            known = new PlainHttp(port);
            connections.put(Thread.currentThread(), known);
        }
        return known;
    }

    @Override
    public void close() throws Exception {
        for (PlainHttp connection : connections.values()) {
            connection.close();
        }
        jetty.stop();
    }

    private static final class Fortune extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print(PaidRequests.FORTUNE);
        }
    }
}
