package org.mpp4j.examples.lightning;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
import org.mpp4j.lightning.LightningCharge;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.servlet.Paid;
import org.mpp4j.servlet.PaymentFilter;

/** An embedded Jetty that sells a fortune for 10 satoshi, paid to a node. Only this machine can reach it. */
final class FortuneServer implements AutoCloseable {

    private final Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    FortuneServer(LightningNode merchant) {
        LightningCharge lightning = LightningCharge.builder()
                .node(merchant) // elsewhere: LightningBackend.LND.at(NodeConnection.to(url, macaroon))
                .network(LightningNetwork.REGTEST)
                .invoiceLifetime(LdkNode.INVOICE_LIFETIME)
                .build();
        PaymentGate gate =
                PaymentGate.builder("localhost", ChallengeKeys.of(newSecret())).build();
        PaymentFilter filter = PaymentFilter.builder(gate).methods(lightning).build();

        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(Fortune.class, "/fortune");
        application.addServletContainerInitializer((classes, context) -> filter.addTo(context));
        jetty.setHandler(application);
    }

    /** What is sold. */
    @Paid(value = "10", description = "One fortune")
    public static final class Fortune extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().println("Lightning never strikes twice, and nobody pays twice.");
        }
    }

    /** A server that runs for longer, or in several instances, keeps its secret in its configuration. */
    private static String newSecret() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    URI start() throws Exception {
        jetty.start();
        return URI.create(
                "http://localhost:" + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort() + "/fortune");
    }

    @Override
    public void close() throws Exception {
        jetty.stop();
    }
}
