package org.mpp4j.gate;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.ChallengeTerms;
import org.mpp4j.protocol.PaymentRequest;

/**
 * A price through one payment method. A route has one or more; each becomes one challenge. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Offer {

    private final PaymentMethod method;
    private final OfferTerms terms;
    private final PreparedOffer prepared;
    private volatile @Nullable ChallengeTerms challengeTerms;

    private Offer(PaymentMethod method, OfferTerms terms) {
        this.method = Objects.requireNonNull(method, "method");
        this.terms = terms;
        this.prepared = method.prepare(terms);
    }

    /**
     * A price through a payment method.
     *
     * @param method to be paid through
     * @param price for example {@code Price.of("0.01")}
     * @return the offer
     * @throws ConfigurationException if the method can't offer that price
     */
    public static Offer of(PaymentMethod method, Price price) {
        return new Offer(method, OfferTerms.of(price));
    }

    /**
     * A price through a payment method, in the method's own currency.
     *
     * @param method to be paid through
     * @param price for example {@code "0.01"}
     * @return the offer
     * @throws ConfigurationException if the method can't offer that price
     */
    public static Offer of(PaymentMethod method, String price) {
        return of(method, Price.of(price));
    }

    /**
     * Terms through a payment method.
     *
     * @param method to be paid through
     * @param terms price and what goes with it
     * @return the offer
     * @throws ConfigurationException if the method can't offer those terms
     */
    public static Offer of(PaymentMethod method, OfferTerms terms) {
        return new Offer(method, terms);
    }

    /**
     * This offer with a description for people.
     *
     * @param description what is sold
     * @return a copy
     */
    public Offer describedAs(@Nullable String description) {
        return new Offer(method, terms.withDescription(description));
    }

    /**
     * The payment method.
     *
     * @return what the offer is paid through
     */
    public PaymentMethod method() {
        return method;
    }

    /**
     * Price and what goes with it.
     *
     * @return the terms
     */
    public OfferTerms terms() {
        return terms;
    }

    /** What the next challenge of this offer asks for. The same object as long as the request is. */
    ChallengeTerms challengeTerms(String realm, Inquiry inquiry) {
        PaymentRequest request = prepared.request(inquiry);
        if (inquiry.session().isPresent()) {
            return terms(realm, request); // told to one client, so not worth to be kept
        }
        ChallengeTerms known = challengeTerms;
        if (known == null || known.request() != request || !known.realm().equals(realm)) {
            known = terms(realm, request);
            challengeTerms = known;
        }
        return known;
    }

    private ChallengeTerms terms(String realm, PaymentRequest request) {
        return ChallengeTerms.of(realm, method.name(), method.intent(), request)
                .describedAs(terms.description().orElse(null));
    }

    /** What its buyers may say who they are through, on the same terms but for the price, which is nothing. */
    Optional<Offer> introduction() {
        return method.introduction().map(introduction -> new Offer(introduction, terms));
    }

    PreparedOffer prepared() {
        return prepared;
    }

    Offer atQuoted(Amount amount) {
        return new Offer(method, terms.withQuotedAmount(amount));
    }

    boolean isThrough(String methodName, String intent) {
        return method.name().equals(methodName) && method.intent().equals(intent);
    }

    /** Payment method, intent and terms. */
    @Override
    public String toString() {
        return "Offer[" + method.name() + "/" + method.intent() + " " + terms + "]";
    }
}
