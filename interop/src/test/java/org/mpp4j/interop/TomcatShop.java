package org.mpp4j.interop;

import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoChargeBuilder;

/** A servlet in an embedded Tomcat that sells fortunes, in this process. */
final class TomcatShop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path base;
    private final Tomcat tomcat = new Tomcat();
    private final AtomicInteger served = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sells for stablecoins on that chain. */
    static TomcatShop onTempo(long chainId, URI node) {
        return new TomcatShop(Offer.of(charge(chainId, node).build(), "0.01"));
    }

    static TempoChargeBuilder charge(long chainId, URI node) {
        return TempoCharge.builder()
                .chainId(chainId)
                .rpcUrl(node)
                .currency(Anvil.PATH_USD)
                .recipient(Account.MERCHANT.address())
                .deadline(Marketplace.DEADLINE);
    }

    TomcatShop(Offer offer) {
        this(
                offer,
                PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
                        .build());
    }

    /** Sells through a gate of one's own. */
    TomcatShop(Offer offer, PaymentGate gate) {
        this(offer, gate, Optional.empty());
    }

    /** Sells what a servlet of one's own answers, in place of the fortunes. */
    TomcatShop(Offer offer, PaymentGate gate, HttpServlet servlet) {
        this(offer, gate, Optional.of(servlet));
    }

    private TomcatShop(Offer offer, PaymentGate gate, Optional<HttpServlet> servlet) {
        try {
            base = Files.createTempDirectory("mpp4j-interop-tomcat-");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        PaymentFilter filter =
                PaymentFilter.builder(gate).price("/fortune", offer).build();
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxHttpHeaderSize", "32768");
        connector.setPort(0);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        context.setParentClassLoader(TomcatShop.class.getClassLoader());
        AtomicReference<RuntimeException> notRegistered = new AtomicReference<>();
        context.addServletContainerInitializer(
                (classes, servletContext) -> {
                    try {
                        ServletRegistration.Dynamic sold =
                                servletContext.addServlet("fortune", servlet.orElseGet(Fortune::new));
                        sold.setAsyncSupported(true);
                        sold.addMapping("/fortune");
                        filter.addTo(servletContext);
                    } catch (RuntimeException wrong) {
                        notRegistered.set(wrong);
                        throw wrong;
                    }
                },
                null);
        try {
            tomcat.start();
        } catch (LifecycleException failed) {
            close();
            throw new IllegalStateException(failed);
        }
        if (!context.getState().isAvailable()) {
            close();
            throw new IllegalStateException("The application did not start", notRegistered.get());
        }
    }

    private final class Fortune extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().println("Fortune " + served.incrementAndGet());
        }
    }

    /** How often the handler ran. */
    int served() {
        return served.get();
    }

    /** Of the fortunes. */
    URI url() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/fortune");
    }

    CompletableFuture<Answer> get(String... fields) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url()).timeout(PATIENCE);
        if (fields.length > 0) {
            request.headers(fields);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(Answer::of);
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                    Files.delete(file);
                }
            }
        } catch (LifecycleException failed) {
            throw new IllegalStateException(failed);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
