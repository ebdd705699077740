package org.mpp4j.protocol;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all challenges of an offer have in common: who asks, for what, through which payment method. It keeps the texts that
 * each of those challenges begins with.
 *
 * @since 0.1
 */
public final class ChallengeTerms {

    private final String realm;
    private final String method;
    private final String intent;
    private final PaymentRequest request;
    private final @Nullable String description;
    private @Nullable String bindingStart; // each is made when first asked for; a race makes it twice, to the same text
    private @Nullable String headerMiddle;

    private ChallengeTerms(
            String realm, String method, String intent, PaymentRequest request, @Nullable String description) {
        this.realm = realm;
        this.method = method;
        this.intent = intent;
        this.request = request;
        this.description = description;
    }

    /**
     * Terms without a description.
     *
     * @param realm the protection space
     * @param method the payment method, for example {@code tempo}
     * @param intent the kind of payment, for example {@code charge}
     * @param request what is to be paid
     * @return the terms
     * @throws ProtocolException if the method or intent isn't written as the specification says
     */
    public static ChallengeTerms of(String realm, String method, String intent, PaymentRequest request) {
        return new ChallengeTerms(
                Objects.requireNonNull(realm, "realm"),
                Names.requireMethod(method),
                Names.requireIntent(intent),
                Objects.requireNonNull(request, "request"),
                null);
    }

    /**
     * These terms with a description.
     *
     * @param text for people to read, or null for none
     * @return a copy
     */
    public ChallengeTerms describedAs(@Nullable String text) {
        return Objects.equals(text, description) ? this : new ChallengeTerms(realm, method, intent, request, text);
    }

    /**
     * The protection space.
     *
     * @return the realm
     */
    public String realm() {
        return realm;
    }

    /**
     * The payment method.
     *
     * @return for example {@code tempo}
     */
    public String method() {
        return method;
    }

    /**
     * The kind of payment.
     *
     * @return for example {@code charge}
     */
    public String intent() {
        return intent;
    }

    /**
     * What is to be paid.
     *
     * @return the request, with its exact text
     */
    public PaymentRequest request() {
        return request;
    }

    /**
     * What is sold, for people to read.
     *
     * @return the description if there is one
     */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    /** The first four slots of the binding with what joins them, or null if one of them holds the separator itself. */
    @Nullable
    String bindingStart() {
        String start = bindingStart;
        // Methods and intents are checked when they are named, and base64url that was made here needs no check.
        if (start == null
                && realm.indexOf('|') < 0
                && (request.isEncodedHere() || request.text().indexOf('|') < 0)) {
            start = realm + '|' + method + '|' + intent + '|' + request.text() + '|';
            bindingStart = start;
        }
        return start;
    }

    /** From behind the id to the last quotation mark, without it. */
    String headerMiddle() {
        String middle = headerMiddle;
        if (middle == null) {
            middle = "\", realm=\""
                    + WwwAuthenticate.quotable(realm)
                    + "\", method=\""
                    + method
                    + "\", intent=\""
                    + intent
                    + "\", request=\""
                    + WwwAuthenticate.quotable(request.text())
                    + (description == null ? "" : "\", description=\"" + WwwAuthenticate.quotable(description));
            headerMiddle = middle;
        }
        return middle;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChallengeTerms that
                && realm.equals(that.realm)
                && method.equals(that.method)
                && intent.equals(that.intent)
                && request.equals(that.request)
                && Objects.equals(description, that.description);
    }

    @Override
    public int hashCode() {
        return Objects.hash(realm, method, intent, request);
    }

    /** Method and intent. */
    @Override
    public String toString() {
        return "ChallengeTerms[" + method + "/" + intent + "]";
    }
}
