package org.mpp4j.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.Route;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.money.Price;

/**
 * What a servlet or path costs: fixed offers, or a price that is worked out for each request. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Tariff {

    private final List<Offer> offers;
    private final @Nullable PriceFunction function;
    private final List<PaymentMethod> methods;
    private final @Nullable String scope;
    private final @Nullable String description;
    private final boolean bindsBody;
    private final boolean settledOnSuccess;
    private final Map<String, String> correlation;

    private Tariff(
            List<Offer> offers,
            @Nullable PriceFunction function,
            List<PaymentMethod> methods,
            @Nullable String scope,
            @Nullable String description,
            boolean bindsBody,
            boolean settledOnSuccess,
            Map<String, String> correlation) {
        this.offers = List.copyOf(offers);
        this.function = function;
        this.methods = List.copyOf(methods);
        this.scope = scope;
        this.description = description;
        this.bindsBody = bindsBody;
        this.settledOnSuccess = settledOnSuccess;
        this.correlation = Map.copyOf(correlation);
    }

    /**
     * Fixed prices.
     *
     * @param offers one or more, in the order in which the server likes them
     * @return the tariff
     */
    public static Tariff of(Offer... offers) {
        return of(Arrays.asList(offers));
    }

    /**
     * Fixed prices.
     *
     * @param offers one or more, in the order in which the server likes them
     * @return the tariff
     */
    public static Tariff of(List<Offer> offers) {
        if (offers.isEmpty()) {
            throw new ConfigurationException("A tariff needs at least one offer");
        }
        return new Tariff(offers, null, List.of(), null, null, true, false, Map.of());
    }

    /**
     * A price that is worked out for each request and quoted in its challenge.
     *
     * @param function works it out
     * @param methods the payment methods it is offered through, one or more
     * @return the tariff
     */
    public static Tariff computed(PriceFunction function, PaymentMethod... methods) {
        if (methods.length == 0) {
            throw new ConfigurationException("A computed tariff needs at least one payment method");
        }
        return new Tariff(
                List.of(),
                Objects.requireNonNull(function, "function"),
                Arrays.asList(methods),
                null,
                null,
                true,
                false,
                Map.of());
    }

    /**
     * This tariff for a named resource. Servlets and paths with the same scope take each other's challenges; by default each
     * is a scope of its own.
     *
     * @param name of the resource
     * @return a copy
     */
    public Tariff scope(String name) {
        return new Tariff(
                offers,
                function,
                methods,
                Objects.requireNonNull(name, "name"),
                description,
                bindsBody,
                settledOnSuccess,
                correlation);
    }

    /**
     * This tariff with a description for people.
     *
     * @param text what is sold
     * @return a copy
     */
    public Tariff describedAs(String text) {
        Objects.requireNonNull(text, "text");
        List<Offer> described =
                offers.stream().map(offer -> offer.describedAs(text)).toList();
        return new Tariff(described, function, methods, scope, text, bindsBody, settledOnSuccess, correlation);
    }

    /**
     * This tariff without binding challenges to the body of the request: uploads are taken as streams of any length, and any
     * body is taken for a challenge.
     *
     * @return a copy
     */
    public Tariff withoutBodyDigest() {
        return new Tariff(offers, function, methods, scope, description, false, settledOnSuccess, correlation);
    }

    /**
     * This tariff, charged for success only: a good payment is claimed, the handler runs with its answer kept back, and only
     * if that is a success (2xx) the money is taken, and then the answer is sent. Anything else, an exception included, costs
     * nothing: it is sent without a receipt, and the same credential is good for another try.
     *
     * <p>It is for handlers that may run without being paid for, because they only read or compute: the payment may still fail
     * when they are done. Their answer is then thrown away, and the client gets the problem with a fresh challenge, or if it
     * isn't known whether the payment was made a 503; with the same credential the handler then runs once more.
     *
     * <p>An answer that is longer than {@link PaymentFilterBuilder#holdLimit}, or that the handler flushes or closes before it
     * is done, is charged for at that moment, if its status is a success by then; only then its first byte is sent. If the
     * money can't be taken the handler gets an {@link java.io.IOException} from what it writes next, as if its client were gone.
     *
     * <p>A session is charged as ever: it gets back what it paid for an answer that failed.
     *
     * @return a copy
     */
    public Tariff settledOnSuccess() {
        return new Tariff(offers, function, methods, scope, description, bindsBody, true, correlation);
    }

    /**
     * This tariff with data of the server's own in each challenge, visible to the client.
     *
     * @param data names and texts; names that begin with an underscore are reserved
     * @return a copy
     */
    public Tariff correlation(Map<String, String> data) {
        return new Tariff(offers, function, methods, scope, description, bindsBody, settledOnSuccess, data);
    }

    boolean isComputed() {
        return function != null;
    }

    /** What it can be paid through. */
    List<PaymentMethod> methods() {
        return isComputed() ? methods : offers.stream().map(Offer::method).toList();
    }

    boolean bindsBody() {
        return bindsBody;
    }

    /** Whether clients may keep sessions here, and tell them something with requests that aren't for the resource. */
    boolean keepsSessions() {
        return methods().stream().anyMatch(PaymentMethod::keepsSessions);
    }

    /** The route that this tariff is at some place, at fixed prices. */
    Route route(String place) {
        return route(place, offers);
    }

    /** The route that this tariff is at some place, at the prices for this request. */
    Route quote(String place, ObservedRequest request) {
        Price price = Objects.requireNonNull(function, "function").price(request);
        if (price == null) {
            throw new IllegalStateException("The price function answered null");
        }
        OfferTerms terms = OfferTerms.of(price).withDescription(description).forOneRequest();
        List<Offer> quoted =
                methods.stream().map(method -> Offer.of(method, terms)).toList();
        return route(place, quoted).quoted(quoted, request.fingerprint());
    }

    private Route route(String place, List<Offer> current) {
        return Route.of(scope == null ? place : scope, current)
                .bindingBody(bindsBody)
                .settledOnSuccess(settledOnSuccess)
                .withCorrelation(correlation);
    }
}
