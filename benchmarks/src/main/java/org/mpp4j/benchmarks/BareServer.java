package org.mpp4j.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.SessionReceipt;

/**
 * What nobody can do without: the Jetty of {@link VoucherServer} that takes requests as long as those with vouchers, recovers one
 * key for each, and answers as much; and looks at nothing of what it is sent.
 */
public final class BareServer {

    private BareServer() {}

    /**
     * Serves until it is killed.
     *
     * @param args none
     * @throws Exception if it can't start
     */
    public static void main(String... args) throws Exception {
        ServletContextHandler application = new ServletContextHandler("/");
        application.addServlet(new ServletHolder("goods", new Goods(challenge())), "/goods");
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        jetty.setHandler(application);
        jetty.start();
        System.out.println("bare server listens on http://localhost:"
                + ((ServerConnector) jetty.getConnectors()[0]).getLocalPort());
        jetty.join();
    }

    /** One of a {@link VoucherServer}, for the credentials to be as long. */
    private static String challenge() {
        InMemoryStores stores = new InMemoryStores();
        URI nowhere = URI.create("http://127.0.0.1:9");
        Route route = Route.of(
                "goods",
                VoucherServer.offer(VoucherServer.session(nowhere, stores).build()));
        Admission.Challenged asked =
                (Admission.Challenged) VoucherServer.gate(stores).admit(new Unpaid("GET /goods"), route);
        return WwwAuthenticate.format(asked.challenges().get(0));
    }

    private static final class Goods extends HttpServlet {

        private static final long serialVersionUID = 1L;
        private static final byte[] BODY = "paid".getBytes(StandardCharsets.US_ASCII);

        private final String challenge;
        private final transient KeyRecovery recovery = KeyRecovery.chosen();
        private final byte[] hash = Keccak.hash("what is signed");
        private final byte[] signature;
        private final boolean odd;
        private final String receipt;

        Goods(String challenge) {
            this.challenge = challenge;
            byte[] signed =
                    Secp256k1Key.of(Keccak.hash("another key of a benchmark")).sign(hash);
            this.signature = Arrays.copyOf(signed, KeyRecovery.SIGNATURE_BYTES);
            this.odd = signed[KeyRecovery.SIGNATURE_BYTES] == 28;
            this.receipt = new SessionReceipt(
                            Instant.now(),
                            "0123456789012345678901234567890123456789012",
                            Bytes32.ZERO,
                            BigInteger.TEN.pow(8),
                            BigInteger.TEN.pow(8),
                            Optional.of(1L),
                            null)
                    .receipt()
                    .toHeader();
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getHeader("Authorization") == null) {
                response.setHeader(WwwAuthenticate.HEADER, challenge);
                response.setStatus(402);
                return;
            }
            if (recovery.recover(signature, odd, hash) == null) {
                throw new IllegalStateException("What is measured is refused");
            }
            response.setHeader(Receipt.HEADER, receipt);
            response.setHeader("Cache-Control", "private");
            response.setHeader("Vary", "Authorization, Accept-Payment");
            response.setContentType("text/plain");
            response.getOutputStream().write(BODY);
        }
    }
}
