package org.mpp4j.gate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.Opaque;

/**
 * What a resource costs: its offers, and the scope within which a challenge for it is good. Immutable and thread-safe.
 *
 * <p>The scope is bound into every challenge, so that two resources of one price don't share credentials.
 *
 * @since 0.1
 */
public final class Route {

    private final String scope;
    private final List<Offer> offers;
    private final boolean bindsBody;
    private final boolean settledOnSuccess;
    private final Map<String, String> correlation;
    private final @Nullable String quote;
    private final OpaqueData opaqueData;
    private final List<Offer> introductions;
    private final OpaqueData introductionData;

    private Route(
            String scope,
            List<Offer> offers,
            boolean bindsBody,
            boolean settledOnSuccess,
            Map<String, String> correlation,
            @Nullable String quote) {
        this.scope = Objects.requireNonNull(scope, "scope");
        this.offers = List.copyOf(offers);
        this.bindsBody = bindsBody;
        this.settledOnSuccess = settledOnSuccess;
        this.correlation = correlation;
        this.quote = quote;
        this.opaqueData = new OpaqueData(correlation, TextHash.shortOf(scope), quote);
        this.introductions = introductions(this.offers);
        // A scope of their own: a challenge for nothing mustn't be taken for one that was quoted at nothing.
        this.introductionData = introductions.isEmpty()
                ? opaqueData
                : new OpaqueData(correlation, TextHash.shortOf("introduction\0" + scope), null);
        if (this.offers.isEmpty()) {
            throw new ConfigurationException(
                    "The route " + scope + " has no offer; give it a price through at least one payment method");
        }
    }

    /**
     * A resource with fixed prices.
     *
     * @param scope names the resource; challenges for one scope don't open another
     * @param offers one or more, in the order in which the server likes them
     * @return the route
     */
    public static Route of(String scope, List<Offer> offers) {
        return new Route(scope, offers, true, false, Map.of(), null);
    }

    /**
     * A resource with fixed prices.
     *
     * @param scope names the resource; challenges for one scope don't open another
     * @param offers one or more, in the order in which the server likes them
     * @return the route
     */
    public static Route of(String scope, Offer... offers) {
        return of(scope, Arrays.asList(offers));
    }

    /**
     * This route at prices that were worked out for one request. The prices of a challenge hold until it expires, even if
     * they would come out differently by then, for a request with the same fingerprint.
     *
     * @param quotedOffers what the resource costs for this request
     * @param fingerprint stands for everything of the request that the price depends on; of any length
     * @return a copy
     */
    public Route quoted(List<Offer> quotedOffers, String fingerprint) {
        return new Route(scope, quotedOffers, bindsBody, settledOnSuccess, correlation, TextHash.shortOf(fingerprint));
    }

    /**
     * This route with or without binding challenges to the body of the request.
     *
     * @param bind false to take uploads as streams, and any body for a challenge
     * @return a copy
     */
    public Route bindingBody(boolean bind) {
        return new Route(scope, offers, bind, settledOnSuccess, correlation, quote);
    }

    /**
     * This route with or without settling on success only: then a good payment is claimed, the handler runs, and only if it
     * has succeeded the money is taken, before its answer is sent ({@link Admission.Validated}). The handler runs without
     * being paid for if the payment fails in the end, so it must be one that may.
     *
     * @param later true to settle when the handler has succeeded, false to settle before it runs, as it is by default
     * @return a copy
     */
    public Route settledOnSuccess(boolean later) {
        return new Route(scope, offers, bindsBody, later, correlation, quote);
    }

    /**
     * This route with data of the server's own in each challenge, to be seen again in the credential.
     *
     * @param data names and texts; names that begin with an underscore are reserved
     * @return a copy
     */
    public Route withCorrelation(Map<String, String> data) {
        for (String name : data.keySet()) {
            if (name.startsWith("_")) {
                throw new ConfigurationException("The correlation name \"" + name + "\" of the route " + scope
                        + " is reserved, as every name that begins with an underscore; choose another");
            }
        }
        return new Route(scope, offers, bindsBody, settledOnSuccess, Map.copyOf(data), quote);
    }

    /**
     * The name of the resource.
     *
     * @return as given
     */
    public String scope() {
        return scope;
    }

    /**
     * What it costs.
     *
     * @return one offer or more
     */
    public List<Offer> offers() {
        return offers;
    }

    /**
     * Whether challenges are bound to the body of the request.
     *
     * @return true by default
     */
    public boolean bindsBody() {
        return bindsBody;
    }

    /**
     * Whether the money is taken only when the handler has succeeded.
     *
     * @return false by default
     */
    public boolean isSettledOnSuccess() {
        return settledOnSuccess;
    }

    private static List<Offer> introductions(List<Offer> offers) {
        return offers.stream().flatMap(offer -> offer.introduction().stream()).toList();
    }

    /** What clients may say who they are through. None of it buys the resource. */
    List<Offer> introductions() {
        return introductions;
    }

    /** What a challenge with that opaque data may have been issued for. */
    List<Offer> offersFor(Opaque opaque, boolean forResource) {
        if (opaqueData.matches(opaque)) {
            return offers;
        }
        return !forResource && introductionData.matches(opaque) ? introductions : List.of();
    }

    /** What is bound as opaque data in challenges of an offer. */
    OpaqueData opaqueDataOf(Offer offer) {
        return introductions.contains(offer) ? introductionData : opaqueData;
    }

    OpaqueData opaqueData() {
        return opaqueData;
    }

    @Override
    public String toString() {
        return "Route[" + scope + " " + offers + "]";
    }
}
