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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.gate.SettledPayment;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

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
 * <p>A request is charged at most once, however it is dispatched within the application. When it can't be told what a
 * request costs, its servlet doesn't run. Thread-safe.
 *
 * @since 0.1
 */
public final class PaymentFilter implements Filter {

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");
    private static final String OUTER_RESPONSE = PaymentFilter.class.getName() + ".outerResponse";
    private static final String PAID_RESPONSE = PaymentFilter.class.getName() + ".paidResponse";

    private @Nullable PaymentFilterBuilder builder;
    private @Nullable PaymentGate gate;
    private @Nullable PriceTable prices;
    private @Nullable FilterSettings settings;

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
     * Adds this filter to an application in front of everything, for every kind of dispatch. Servlets are best registered
     * before, so that their prices are checked at start-up.
     *
     * @param context of an application that is starting
     * @return the registration
     */
    public FilterRegistration.Dynamic addTo(ServletContext context) {
        FilterRegistration.Dynamic registration = context.addFilter("mpp4j-payment", this);
        if (registration == null) {
            throw new ConfigurationException("The application has a filter named mpp4j-payment already");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
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
            configured.methods().values().forEach(PaymentMethod::checkConfiguration);
            gate = configured.gate();
            settings = configured.settings();
            prices = configured.priceTable(config.getServletContext(), config.getFilterName());
        } catch (ConfigurationException wrong) {
            throw new ServletException(
                    "Payment filter \"" + config.getFilterName() + "\": " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        if (!(anyRequest instanceof HttpServletRequest request)
                || !(anyResponse instanceof HttpServletResponse response)) {
            chain.doFilter(anyRequest, anyResponse);
            return;
        }
        if (Payment.find(request).isPresent()) {
            runPaidBefore(request, response, chain);
            return;
        }
        Optional<PriceTable.Entry> entry;
        try {
            entry = price(request);
        } catch (PriceTable.AlmostPricedException | AmbiguousPathException ambiguous) {
            LOG.log(Level.DEBUG, "Refused {0}: {1}", request.getMethod(), ambiguous.getMessage());
            refuse(
                    request,
                    response,
                    ProblemType.BAD_REQUEST,
                    "The path of the request can be read in more than one way.");
            return;
        } catch (RuntimeException undecidable) {
            LOG.log(
                    Level.ERROR,
                    "It can't be told what " + request.getRequestURI() + " costs, so it is closed",
                    undecidable);
            refuse(request, response, ProblemType.INTERNAL_ERROR, "It can't be told what this resource costs.");
            return;
        }
        if (entry.isEmpty()) {
            request.setAttribute(OUTER_RESPONSE, response);
            chain.doFilter(request, response);
        } else {
            charge(entry.get(), request, response, chain);
        }
    }

    /** A request that is paid for goes on to whatever servlet the application sends it to. */
    private static void runPaidBefore(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (request.getDispatcherType() == DispatcherType.ASYNC
                && !request.isAsyncStarted()
                && request.getAttribute(PAID_RESPONSE) instanceof PaidResponse paid) {
            paid.finish();
        }
    }

    private Optional<PriceTable.Entry> price(HttpServletRequest request) {
        PriceTable table = started(prices);
        if (table.hasPaths() && request.getDispatcherType() == DispatcherType.REQUEST) {
            String reason = AmbiguousPath.reason(request.getRequestURI());
            if (reason != null) {
                throw new AmbiguousPathException(reason);
            }
        }
        return table.find(DispatchTarget.of(request), request.getMethod());
    }

    private static final class AmbiguousPathException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        AmbiguousPathException(String reason) {
            super("The path of the request is ambiguous: " + reason);
        }
    }

    private void charge(
            PriceTable.Entry entry, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            // An error page isn't sold, and what is sold isn't given away as an error page.
            LOG.log(Level.WARNING, "The error page {0} has a price, so it isn't shown", entry.place());
            return;
        }
        HttpServletResponse outer = outerResponse(request, response);
        if (outer.isCommitted()) {
            LOG.log(
                    Level.WARNING,
                    "{0} is reached when the response is committed, so it can't be charged for and isn't run",
                    entry.place());
            return;
        }
        if (started(settings).exposeHeaders()) {
            outer.addHeader("Access-Control-Expose-Headers", WwwAuthenticate.HEADER + ", " + Receipt.HEADER);
        }
        if (Preflight.isOne(request)) {
            chain.doFilter(request, new BodylessResponse(response));
            return;
        }
        if (!started(settings).transport().accepts(request)) {
            refuse(request, outer, ProblemType.TLS_REQUIRED, "Payments are taken over HTTPS only.");
            return;
        }
        ServletExchange exchange = started(settings).exchange(request);
        boolean running = false;
        try {
            Admission admission = started(gate).admit(exchange, route(entry, request, exchange));
            if (admission instanceof Admission.Granted granted) {
                running = true;
                run(granted.payment(), exchange, request, response, outer, chain);
            } else {
                answer(admission, request, outer);
            }
        } catch (BufferedBody.TooLarge tooLarge) {
            refuse(request, outer, ProblemType.CONTENT_TOO_LARGE, tooLarge.getMessage() + ".");
        } catch (BufferedBody.AlreadyRead misplaced) {
            LOG.log(Level.ERROR, "{0}: {1}", entry.place(), misplaced.getMessage());
            refuse(request, outer, ProblemType.INTERNAL_ERROR, "The body of the request can't be bound to a payment.");
        } catch (PricingException noPrice) {
            LOG.log(Level.ERROR, "The price of " + entry.place() + " can't be worked out, so it is closed", noPrice);
            refuse(request, outer, ProblemType.INTERNAL_ERROR, "It can't be told what this resource costs.");
        } finally {
            if (!running) {
                exchange.close();
            }
        }
    }

    /** What is included writes into the response of the servlet that includes it, and can only be charged for there. */
    private static HttpServletResponse outerResponse(HttpServletRequest request, HttpServletResponse response) {
        return request.getDispatcherType() == DispatcherType.INCLUDE
                        && request.getAttribute(OUTER_RESPONSE) instanceof HttpServletResponse outer
                ? outer
                : response;
    }

    /** A price function failed. */
    private static final class PricingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PricingException(RuntimeException cause) {
            super("The price function failed", cause);
        }
    }

    private static Route route(PriceTable.Entry entry, HttpServletRequest request, ServletExchange exchange) {
        if (entry.fixedRoute() != null) {
            return entry.fixedRoute();
        }
        BufferedBody body = entry.tariff().bindsBody() ? exchange.bufferBody().orElse(null) : null;
        try {
            return entry.tariff()
                    .quote(
                            entry.place(),
                            new ObservedRequest(
                                    new PaidRequest(request, body, null),
                                    entry.tariff().bindsBody()));
        } catch (RuntimeException failed) {
            throw new PricingException(failed);
        }
    }

    private static void answer(Admission admission, HttpServletRequest request, HttpServletResponse outer)
            throws IOException {
        AnswerWriter.write(admission, request, outer);
        closeIfIncluded(request, outer);
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
            throws IOException {
        HttpServletResponse outer = outerResponse(request, response);
        if (!outer.isCommitted()) {
            outer.resetBuffer();
            AnswerWriter.problem(Problem.of(type, detail), request, outer);
            closeIfIncluded(request, outer);
        }
    }

    /** So that the servlet that includes can't write its page behind the problem. */
    private static void closeIfIncluded(HttpServletRequest request, HttpServletResponse outer) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            outer.flushBuffer();
        }
    }

    private void run(
            SettledPayment payment,
            ServletExchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            HttpServletResponse outer,
            FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(Payment.ATTRIBUTE, new Payment(payment));
        PaidResponse paid = new PaidResponse(response, outer, payment.receipt(), status -> {
            exchange.close();
            started(gate).completed(exchange, payment, status);
        });
        request.setAttribute(PAID_RESPONSE, paid);
        boolean failed = true;
        try {
            chain.doFilter(new PaidRequest(request, exchange.bufferedBody(), paid), paid);
            failed = false;
        } finally {
            if (failed) {
                paid.abandon();
            } else if (!request.isAsyncStarted()) {
                paid.finish();
            }
        }
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException(
                    "The payment filter was not initialized; let a container do it, or call init");
        }
        return part;
    }
}
