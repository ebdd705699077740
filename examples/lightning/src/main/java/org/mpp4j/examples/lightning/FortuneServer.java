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
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.LightningCharge;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.servlet.MeteredSse;
import org.mpp4j.servlet.Paid;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.store.InMemoryStores;

/** An embedded Jetty that sells a fortune for 10 satoshi, and a story for 1 satoshi a word, paid to a node. Only this machine can reach it. */
final class FortuneServer implements AutoCloseable {

    private final LightningSession sessions;
    private final Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    FortuneServer(LightningNode merchant) {
        InMemoryStores stores = new InMemoryStores(); // elsewhere: a database, so that no deposit is lost
        LightningCharge lightning = LightningCharge.builder()
                .node(merchant) // elsewhere: LightningBackend.LND.at(NodeConnection.to(url, macaroon))
                .network(LightningNetwork.REGTEST)
                .challengeStore(stores.challenges())
                .invoiceLifetime(LdkNode.INVOICE_LIFETIME)
                .build();
        PaymentGate gate = PaymentGate.builder("localhost", ChallengeKeys.of(newSecret()))
                .stores(stores)
                .build();
        sessions = LightningSession.builder()
                .node(merchant)
                .network(LightningNetwork.REGTEST)
                .stores(stores)
                .invoiceLifetime(LdkNode.INVOICE_LIFETIME)
                .depositUnits(8)
                .build();
        PaymentFilter filter = PaymentFilter.builder(gate)
                .methods(lightning)
                .price("/story", Offer.of(sessions, OfferTerms.of(Price.of("1")).per("word")))
                .build();

        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(Fortune.class, "/fortune");
        ServletHolder story = new ServletHolder(Story.class);
        story.setAsyncSupported(true);
        application.addServlet(story, "/story");
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

    /** What is sold by the word. */
    public static final class Story extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final String TEXT = "A satoshi went down a channel, met another, and both came home";

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            MeteredSse events = MeteredSse.start(request, response);
            for (String word : TEXT.split(" ")) {
                events.send(word);
            }
            events.end("[DONE]");
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
        return URI.create("http://localhost:" + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort() + "/");
    }

    @Override
    public void close() throws Exception {
        jetty.stop();
        sessions.close();
    }
}
