package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** The way of a request through the filter: what does it cost, does the gate let it in, answer or deliver. */
final class Checkout {

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    /** A credential with the transaction that opens a channel is the longest. */
    private static final int MOST_OF_A_SESSION = 65_536;

    private final PaymentGate gate;
    private final PriceTable prices;
    private final FilterSettings settings;
    private final MemoryWarning memoryWarning;
    private final WaitingRoom waitingRoom;

    Checkout(PaymentGate gate, PriceTable prices, FilterSettings settings, MemoryWarning memoryWarning) {
        this.gate = gate;
        this.prices = prices;
        this.settings = settings;
        this.memoryWarning = memoryWarning;
        this.waitingRoom = new WaitingRoom(gate, settings);
    }

    /** A dispatch to where the request says that it goes. */
    void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        handle(() -> price(request), request, response, chain);
    }

    /** A dispatch by name, of which the request doesn't tell where it goes. */
    void handleNamed(String servletName, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        handle(() -> prices.findNamed(servletName, request.getMethod()), request, response, chain);
    }

    private void handle(
            Supplier<Optional<PriceTable.Entry>> pricing,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Optional<WaitingRequest> waiting =
                request.getDispatcherType() == DispatcherType.ASYNC ? WaitingRequest.find(request) : Optional.empty();
        if (waiting.isPresent()) {
            comeBack(waiting.get(), request, response, chain);
            return;
        }
        if (Payment.find(request).isPresent()) {
            Delivery.goOn(request, response, chain);
            return;
        }
        Optional<PriceTable.Entry> entry;
        try {
            entry = pricing.get();
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
        if (entry.isEmpty() && carriesSession(request)) {
            entry = prices.findForSession(DispatchTarget.of(request));
            if (entry.isPresent()) {
                charge(entry.get(), true, request, response, chain);
                return;
            }
        }
        if (entry.isEmpty()) {
            OuterResponse.runFree(request, response, chain);
        } else {
            charge(entry.get(), false, request, response, chain);
        }
    }

    /** Whether the request carries something that looks like the credential of a session. The gate finds out what it is. */
    private boolean carriesSession(HttpServletRequest request) {
        if (request.getDispatcherType() != DispatcherType.REQUEST
                || request.getHeader(gate.credentialHeader()) == null) {
            return false;
        }
        try {
            return PaymentAuthorization.tokens(Collections.list(request.getHeaders(gate.credentialHeader()))).stream()
                    .anyMatch(token -> token.length() <= MOST_OF_A_SESSION
                            && Credential.parse(token).challenge().intent().equals("session"));
        } catch (ProtocolException notOne) {
            return false;
        }
    }

    private Optional<PriceTable.Entry> price(HttpServletRequest request) {
        if (prices.hasPaths() && request.getDispatcherType() == DispatcherType.REQUEST) {
            String reason = AmbiguousPath.reason(request.getRequestURI());
            if (reason != null) {
                throw new AmbiguousPathException(reason);
            }
        }
        return prices.find(DispatchTarget.of(request), request.getMethod());
    }

    private void charge(
            PriceTable.Entry entry,
            boolean forSessionOnly,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            // An error page isn't sold, and what is sold isn't given away as an error page.
            LOG.log(Level.WARNING, "The error page {0} has a price, so it isn't shown", entry.place());
            return;
        }
        HttpServletResponse outer = OuterResponse.of(request, response);
        if (outer.isCommitted()) {
            LOG.log(
                    Level.WARNING,
                    "{0} is reached when the response is committed, so it can't be charged for and isn't run",
                    entry.place());
            return;
        }
        if (settings.exposeHeaders()) {
            outer.addHeader(AnswerWriter.EXPOSE_HEADERS, WwwAuthenticate.HEADER + ", " + Receipt.HEADER);
        }
        if (Preflight.isOne(request)) {
            Preflight.pass(request, response, chain);
            return;
        }
        if (!settings.transport().accepts(request)) {
            refuse(request, response, ProblemType.TLS_REQUIRED, "Payments are taken over HTTPS only.");
            return;
        }
        memoryWarning.onCharge(request);
        ServletExchange exchange = settings.exchange(request);
        if (forSessionOnly) {
            exchange.isForSessionOnly();
        }
        boolean handedOn = false;
        try {
            Route route = route(entry, request, exchange);
            if (waitingRoom.takes(request)) {
                waitingRoom.enter(route, exchange, request, response);
                handedOn = true;
                return;
            }
            Admission admission = gate.admit(exchange, route);
            Optional<Sale> sale = Sale.of(gate, exchange, admission);
            if (sale.isPresent()) {
                handedOn = true;
                Delivery.start(sale.get(), waitingRoom, exchange, request, response, chain);
            } else {
                AnswerWriter.write(admission, request, outer);
                OuterResponse.commitIfIncluded(request, outer);
            }
        } catch (BufferedBody.TooLarge tooLarge) {
            refuse(request, response, ProblemType.CONTENT_TOO_LARGE, tooLarge.getMessage() + ".");
        } catch (BufferedBody.AlreadyRead misplaced) {
            LOG.log(Level.ERROR, "{0}: {1}", entry.place(), misplaced.getMessage());
            refuse(
                    request,
                    response,
                    ProblemType.INTERNAL_ERROR,
                    "The body of the request can't be bound to a payment.");
        } catch (PricingException noPrice) {
            LOG.log(Level.ERROR, "The price of " + entry.place() + " can't be worked out, so it is closed", noPrice);
            refuse(request, response, ProblemType.INTERNAL_ERROR, "It can't be told what this resource costs.");
        } finally {
            if (!handedOn) {
                exchange.close();
            }
        }
    }

    /** A request comes back from where it waited for its payment. */
    private void comeBack(
            WaitingRequest waiting, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!waiting.comeBack(request, response, chain)) {
            refuse(
                    request,
                    response,
                    ProblemType.INTERNAL_ERROR,
                    "The request can't go on here. The payment may have been made; send the same credential later.");
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

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, ProblemType type, String detail)
            throws IOException {
        HttpServletResponse outer = OuterResponse.of(request, response);
        if (!outer.isCommitted()) {
            outer.resetBuffer();
            AnswerWriter.problem(Problem.of(type, detail), request, outer);
            OuterResponse.commitIfIncluded(request, outer);
        }
    }
}
