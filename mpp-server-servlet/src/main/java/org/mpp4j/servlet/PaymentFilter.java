package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;

/**
 * Charges for requests to servlets. It finds what the servlet that a request is going to costs, asks the
 * {@link PaymentGate}, and either answers with a challenge or runs the servlet and adds the receipt.
 *
 * <p>It is built in code:
 *
 * <pre>{@code
 * PaymentFilter filter = PaymentFilter.builder(PaymentGate.builder("api.example.com", keys).build())
 *         .methods(tempo)
 *         .price("/search/*", Offer.of(tempo, "0.002"))
 *         .build();
 * filter.addTo(servletContext);
 * }</pre>
 *
 * <p>or in {@code web.xml}, with the init-params that {@link InitParameters} documents. It has to see all kinds of dispatch
 * ({@code REQUEST}, {@code FORWARD}, {@code INCLUDE}, {@code ASYNC}, {@code ERROR}) and to support asynchronous handling;
 * {@link #addTo} maps it so. It should be the first filter that reads parameters or bodies.
 *
 * <p>A dispatch by servlet name ({@link ServletContext#getNamedDispatcher}) goes by filters that are mapped to paths, in some
 * containers, and tells none of them where it goes. {@link #addTo} guards against it, and {@link NamedDispatchInitializer}
 * does for a filter in {@code web.xml}, where containers find it by themselves. An application that registers the filter in
 * another way must not dispatch by name to servlets with a price.
 *
 * <p>A request is charged at most once, however it is dispatched within the application. When it can't be told what a
 * request costs, its servlet doesn't run. Thread-safe.
 *
 * @since 0.1
 */
public final class PaymentFilter implements Filter {

    private static final String NAME = "mpp4j-payment";

    private @Nullable PaymentFilterBuilder builder;
    private @Nullable Set<String> guarded;
    private @Nullable Checkout checkout;
    private @Nullable PaymentGate gate;
    private @Nullable SettlementThreads ownThreads;

    /** For containers, which then call {@link #init} with init-params. */
    public PaymentFilter() {}

    PaymentFilter(PaymentFilterBuilder builder) {
        this.builder = builder;
    }

    /**
     * Starts a filter.
     *
     * @param gate that decides
     * @return a builder
     */
    public static PaymentFilterBuilder builder(PaymentGate gate) {
        return new PaymentFilterBuilder(gate);
    }

    /**
     * Adds this filter to an application in front of everything, for every kind of dispatch, those by servlet name included.
     * Servlets that have a price must be registered before.
     *
     * @param context of an application that is starting
     * @return the registration
     */
    public FilterRegistration.Dynamic addTo(ServletContext context) {
        FilterRegistration.Dynamic registration = context.addFilter(NAME, this);
        if (registration == null) {
            throw new ConfigurationException("The application has a filter named " + NAME + " already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        guarded = Set.copyOf(context.getServletRegistrations().keySet());
        guarded.forEach(servletName -> NamedDispatchGuard.add(context, NAME, servletName));
        return registration;
    }

    /**
     * Reads the init-params, if there are any, and checks the whole configuration.
     *
     * @throws ServletException with a {@link ConfigurationException} that says what, where, and how to mend it
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        try {
            PaymentFilterBuilder configured = InitParameters.apply(config, builder);
            PriceTable prices = configured.priceTable(config.getServletContext(), config.getFilterName());
            if (guarded != null) {
                prices.requireGuarded(guarded);
            }
            allMethods(configured, prices).forEach(PaymentMethod::checkConfiguration);
            checkout = checkout(config.getFilterName(), configured, prices);
            NamedDispatchGuard.activate(config.getServletContext(), config.getFilterName(), checkout);
        } catch (ConfigurationException wrong) {
            throw new ServletException(
                    "Payment filter \"" + config.getFilterName() + "\": " + wrong.getMessage(), wrong);
        }
    }

    private Checkout checkout(String filterName, PaymentFilterBuilder configured, PriceTable prices) {
        gate = configured.gate();
        gate.register(allMethods(configured, prices));
        FilterSettings settings = configured.settings();
        ownThreads = settings.settleOn() instanceof SettlementThreads own ? own : null;
        MemoryWarning memoryWarning = new MemoryWarning(filterName, gate, prices.methods());
        memoryWarning.onStart(settings.transport());
        return new Checkout(gate, prices, settings, memoryWarning);
    }

    /** Those for servlets with {@link Paid}, and those that only have prices of their own. */
    private static Set<PaymentMethod> allMethods(PaymentFilterBuilder configured, PriceTable prices) {
        Set<PaymentMethod> all = new LinkedHashSet<>(configured.methods());
        all.addAll(prices.methods());
        return all;
    }

    /** Waits a little for payments that settle in the filter's own threads, and closes the gate, which ends what it does in the background. */
    @Override
    public void destroy() {
        if (ownThreads != null) {
            ownThreads.close();
        }
        if (gate != null) {
            gate.close();
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (checkout == null) {
            throw new IllegalStateException(
                    "The payment filter was not initialized; let a container do it, or call init");
        }
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse httpResponse) {
            checkout.handle(http, httpResponse, chain);
        } else {
            chain.doFilter(request, response);
        }
    }
}
