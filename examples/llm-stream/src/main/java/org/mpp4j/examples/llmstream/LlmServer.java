package org.mpp4j.examples.llmstream;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.testkit.SandboxSession;

/** An embedded Jetty with the paid stream and a free page. Only this machine can reach it. */
final class LlmServer implements AutoCloseable {

    private final Server jetty;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final SandboxSession money = new SandboxSession(new InMemorySessionStore(), InstantSource.system());

    LlmServer(int port, LanguageModel model, long millisPerToken) {
        jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ServletContextHandler application = new ServletContextHandler("/");
        ServletHolder completion = new ServletHolder(new Completion(model, clock, millisPerToken));
        completion.setAsyncSupported(true);
        application.addServlet(completion, "/completion");
        application.addServlet(new ServletHolder(new Page()), "");

        // Play money that is paid as it goes. For real money it would be TempoSession or LightningSession.
        PaymentGate gate =
                PaymentGate.builder("localhost", ChallengeKeys.of(newSecret())).build();
        PaymentFilter filter = PaymentFilter.builder(gate).methods(money).build();
        application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        jetty.setHandler(application);
    }

    /** A server that runs for longer, or in several instances, keeps its secret in its configuration. */
    private static String newSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    URI start() throws Exception {
        jetty.start();
        int port = ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
        return URI.create("http://localhost:" + port + "/");
    }

    void join() throws InterruptedException {
        jetty.join();
    }

    @Override
    public void close() throws Exception {
        money.close();
        clock.shutdownNow();
        jetty.stop();
    }

    /** The page that reads and pays. It is free. */
    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html;charset=utf-8");
            try (InputStream page = LlmServer.class.getResourceAsStream("page.html")) {
                if (page == null) {
                    throw new IllegalStateException("The page is missing from this build");
                }
                page.transferTo(response.getOutputStream());
            }
        }
    }
}
