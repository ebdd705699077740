package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;

/**
 * What is to be offered: a price, or an amount quoted earlier, with what the merchant says about it.
 *
 * @since 0.1
 */
public final class OfferTerms {

    private final Price price;
    private final @Nullable Amount quoted;
    private final @Nullable String description;
    private final @Nullable String externalId;
    private final boolean forOneRequest;
    private final @Nullable String unit;
    private final @Nullable Price suggestedDeposit;

    private OfferTerms(
            Price price,
            @Nullable Amount quoted,
            @Nullable String description,
            @Nullable String externalId,
            boolean forOneRequest,
            @Nullable String unit,
            @Nullable Price suggestedDeposit) {
        this.price = price;
        this.quoted = quoted;
        this.description = description;
        this.externalId = externalId;
        this.forOneRequest = forOneRequest;
        this.unit = unit;
        this.suggestedDeposit = suggestedDeposit;
    }

    /**
     * Terms with only a price.
     *
     * @param price what the resource costs
     * @return the terms
     */
    public static OfferTerms of(Price price) {
        return new OfferTerms(Objects.requireNonNull(price, "price"), null, null, null, false, null, null);
    }

    /**
     * These terms with a description for people.
     *
     * @param text what is sold
     * @return a copy
     */
    public OfferTerms withDescription(@Nullable String text) {
        return new OfferTerms(price, quoted, text, externalId, forOneRequest, unit, suggestedDeposit);
    }

    /**
     * These terms with a reference of the merchant's.
     *
     * @param reference an order or invoice number
     * @return a copy
     */
    public OfferTerms withExternalId(@Nullable String reference) {
        return new OfferTerms(price, quoted, description, reference, forOneRequest, unit, suggestedDeposit);
    }

    /**
     * These terms with the name of what is counted, for a price per unit of a session.
     *
     * @param name for example {@code token} or {@code request}
     * @return a copy
     */
    public OfferTerms per(@Nullable String name) {
        return new OfferTerms(price, quoted, description, externalId, forOneRequest, name, suggestedDeposit);
    }

    /**
     * These terms with what a client that opens a session is advised to deposit.
     *
     * @param deposit in the currency of the price
     * @return a copy
     */
    public OfferTerms withSuggestedDeposit(@Nullable Price deposit) {
        return new OfferTerms(price, quoted, description, externalId, forOneRequest, unit, deposit);
    }

    /**
     * These terms at an amount that was quoted before, whatever the price says now.
     *
     * @param amount in the payment method's base units
     * @return a copy
     */
    public OfferTerms withQuotedAmount(Amount amount) {
        return new OfferTerms(
                price, Objects.requireNonNull(amount, "amount"), description, externalId, true, unit, suggestedDeposit);
    }

    /**
     * These terms as they were worked out for one request. What a rail can't do at this price, such as charging less than its
     * minimum, then isn't a mistake in the configuration: the rail isn't offered for that request.
     *
     * @return a copy
     */
    public OfferTerms forOneRequest() {
        return new OfferTerms(price, quoted, description, externalId, true, unit, suggestedDeposit);
    }

    /**
     * Whether these terms were worked out for one request, or quoted for one before.
     *
     * @return false for a price that stands in the configuration
     */
    public boolean isForOneRequest() {
        return forOneRequest;
    }

    /**
     * The price as the developer wrote it.
     *
     * @return the price
     */
    public Price price() {
        return price;
    }

    /**
     * What is to be paid.
     *
     * @param decimals how many digits the payment method's currency has behind the point
     * @return the quoted amount if there is one, or else the price in base units
     * @throws ConfigurationException if the price has more digits than the currency
     */
    public Amount amount(int decimals) {
        if (quoted != null) {
            return quoted;
        }
        try {
            return price.toAmount(decimals);
        } catch (IllegalArgumentException inexact) {
            throw new ConfigurationException(inexact.getMessage() + "; use fewer digits", inexact);
        }
    }

    /**
     * What is sold, for people.
     *
     * @return a text if there is one
     */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    /**
     * The merchant's reference.
     *
     * @return an order or invoice number if there is one
     */
    public Optional<String> externalId() {
        return Optional.ofNullable(externalId);
    }

    /**
     * What is counted in a session.
     *
     * @return for example {@code token}
     */
    public Optional<String> unit() {
        return Optional.ofNullable(unit);
    }

    /**
     * What a client that opens a session is advised to deposit.
     *
     * @return in the currency of the price
     */
    public Optional<Price> suggestedDeposit() {
        return Optional.ofNullable(suggestedDeposit);
    }

    @Override
    public String toString() {
        return "OfferTerms[" + (quoted == null ? price : quoted + " base units") + "]";
    }
}
