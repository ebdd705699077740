package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.testkit.SandboxCharge;

/**
 * One Jetty with two applications: {@code /paid/fortune} behind the payment filter, and {@code /bare/fortune} without it,
 * which answers a copy of the other's first 402, byte for byte as long, or the fortune if it is asked with {@code ?free}.
 */
public final class LoadServer {

    /** What Jetty sets by itself, and a servlet shouldn't set again. */
    private static final Set<String> OWN_HEADERS = Set.of("date", "server", "content-length", "transfer-encoding");

    private static final String FORTUNE = "The exact amount is the right amount.\n";

    private LoadServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port, or 0 for any
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])));
        Bare bare = new Bare();
        jetty.setHandler(new ContextHandlerCollection(
                application("/paid", new Fortune(), true), application("/bare", bare, false)));
        jetty.start();
        int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
        bare.copy(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/paid/fortune"))
                                .build(),
                        BodyHandlers.ofByteArray()));
        System.out.println("load server listens on http://localhost:" + port);
        jetty.join();
    }

    private static ServletContextHandler application(String path, HttpServlet servlet, boolean paid) {
        ServletContextHandler application = new ServletContextHandler(path);
        application.addServlet(new ServletHolder("fortune", servlet), "/fortune");
        if (paid) {
            PaymentGate gate = PaymentGate.builder(
                            "localhost", ChallengeKeys.of("a-secret-for-benchmarks-0123456789abcdef"))
                    .build();
            PaymentFilter filter = PaymentFilter.builder(gate)
                    .priceServlet("fortune", Tariff.of(Offer.of(SandboxCharge.create(), "0.01")))
                    .build();
            application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        }
        return application;
    }

    private static void writeFortune(HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().print(FORTUNE);
    }

    private static final class Fortune extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            writeFortune(response);
        }
    }

    private static final class Bare extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private transient volatile byte[] body = new byte[0];
        private transient volatile List<Map.Entry<String, String>> headers = List.of();

        void copy(HttpResponse<byte[]> answer) {
            body = answer.body();
            headers = answer.headers().map().entrySet().stream()
                    .filter(header -> !OWN_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT)))
                    .flatMap(header -> header.getValue().stream().map(value -> Map.entry(header.getKey(), value)))
                    .toList();
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if ("free".equals(request.getQueryString())) {
                writeFortune(response);
                return;
            }
            response.setStatus(402);
            for (Map.Entry<String, String> header : headers) {
                response.setHeader(header.getKey(), header.getValue());
            }
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
