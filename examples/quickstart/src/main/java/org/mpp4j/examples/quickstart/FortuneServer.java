package org.mpp4j.examples.quickstart;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.testkit.SandboxCharge;

/** An embedded Jetty with one paid servlet. Only this machine can reach it. */
final class FortuneServer {

    private final Server jetty;

    FortuneServer(int port) {
        jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(Fortune.class, "/fortune");

        // The whole of charging: a gate with a secret, a payment method, and the filter in front of the application.
        PaymentGate gate =
                PaymentGate.builder("localhost", ChallengeKeys.of(newSecret())).build();
        PaymentFilter filter =
                PaymentFilter.builder(gate).methods(SandboxCharge.create()).build();
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
        return URI.create("http://localhost:" + port + "/fortune");
    }

    void stop() throws Exception {
        jetty.stop();
    }

    void join() throws InterruptedException {
        jetty.join();
    }
}
