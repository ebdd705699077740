package org.mpp4j.examples.paidapi;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServlet;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.BindException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.PaymentGateBuilder;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.servlet.PaymentFilter;
import org.mpp4j.servlet.PaymentFilterBuilder;
import org.mpp4j.servlet.Tariff;
import org.mpp4j.store.Stores;

/** The application in an embedded Jetty. */
final class ApiServer {

    private static final Logger LOG = System.getLogger("org.mpp4j.examples.paidapi");

    /** Room for credentials with long transactions; Jetty has 8 KiB by default. */
    private static final int HEADER_BYTES = 32 * 1024;

    private static final long STOP_MILLIS = 15_000;

    private final Server jetty = new Server();
    private final ServerConnector connector;
    private final Map<String, List<String>> methods = new HashMap<>();
    private final StoreSettings.Opened store;
    private final Rails rails;

    ApiServer(Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(HEADER_BYTES);
        http.setResponseHeaderSize(HEADER_BYTES);
        http.setSendServerVersion(false);
        connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setPort(settings.port());
        jetty.addConnector(connector);

        store = settings.store().open();
        rails = settings.rails(store.stores());
        ServletContextHandler application = new ServletContextHandler("/");
        if (!rails.inDollars().isEmpty()) {
            add(application, "fortune", new FortuneServlet(), "GET", "HEAD", "OPTIONS");
            add(application, "echo", new EchoServlet(), "POST", "OPTIONS");
            add(application, "whoami", new WhoAmIServlet(), "GET", "HEAD", "OPTIONS");
        }
        Map<String, Tariff> tariffs = rails.tariffs();
        tariffs.keySet().stream()
                .filter(name -> !name.equals("stream"))
                .forEach(name -> add(application, name, new FortuneServlet(), methodsOf(name)));
        if (tariffs.containsKey("stream")) {
            add(application, "stream", new StreamServlet(), methodsOf("stream"));
        }
        add(application, "free", new FreeServlet(), "GET", "HEAD", "OPTIONS");
        add(application, "health", new HealthServlet(), "GET", "HEAD", "OPTIONS");
        PaymentFilter filter = paymentFilter(settings, store.stores(), rails.inDollars(), tariffs);
        application.addServletContainerInitializer((classes, context) -> {
            FilterRegistration.Dynamic allowed = context.addFilter("allowed-methods", new AllowedMethods(methods));
            allowed.setAsyncSupported(true);
            allowed.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
            filter.addTo(context);
        });

        // A payment that is being settled when the server is told to stop is settled and answered first.
        jetty.setHandler(new GracefulHandler(application));
        jetty.setStopTimeout(STOP_MILLIS);
        jetty.setStopAtShutdown(true);
        jetty.addEventListener(new LifeCycle.Listener() {
            /** Only now: the filter has written down the last outcomes when its application stopped. */
            @Override
            public void lifeCycleStopped(LifeCycle event) {
                closeStore();
            }
        });
    }

    private void closeStore() {
        rails.close();
        try {
            store.resource().close();
        } catch (Exception failed) {
            LOG.log(Level.WARNING, "The store could not be closed", failed);
        }
    }

    /** A session is told something with POST, too. */
    private static String[] methodsOf(String name) {
        return name.equals("session") || name.equals("stream")
                ? new String[] {"GET", "HEAD", "POST", "OPTIONS"}
                : new String[] {"GET", "HEAD", "OPTIONS"};
    }

    private void add(ServletContextHandler application, String name, HttpServlet servlet, String... itsMethods) {
        ServletHolder holder = new ServletHolder(name, servlet);
        holder.setAsyncSupported(true);
        application.addServlet(holder, "/" + name);
        methods.put("/" + name, List.of(itsMethods));
    }

    private static PaymentFilter paymentFilter(
            Settings settings, Stores stores, List<PaymentMethod> annotated, Map<String, Tariff> tariffs) {
        PaymentGateBuilder gate = Environment.named(
                        "MPP_REALM", () -> PaymentGate.builder(settings.realm(), settings.keys()))
                .stores(stores);
        settings.claimLease().ifPresent(lease -> Environment.named("MPP_CLAIM_LEASE", () -> gate.claimLease(lease)));
        settings.reconcileEvery()
                .ifPresent(period -> Environment.named("MPP_RECONCILE_EVERY", () -> gate.reconcileEvery(period)));
        PaymentFilterBuilder filter =
                PaymentFilter.builder(gate.build()).methods(annotated.toArray(PaymentMethod[]::new));
        tariffs.forEach(filter::priceServlet);
        return filter.build();
    }

    /** Starts, and answers the port that it listens on. */
    int start() throws Exception {
        try {
            jetty.start();
        } catch (Exception failed) {
            jetty.stop();
            if (failed.getCause() instanceof BindException taken) {
                throw new ConfigurationException(
                        "The environment variable PORT: port " + connector.getPort() + ": " + taken.getMessage(),
                        failed);
            }
            throw failed;
        }
        return connector.getLocalPort();
    }

    void join() throws InterruptedException {
        jetty.join();
    }

    void stop() throws Exception {
        jetty.stop();
    }
}
