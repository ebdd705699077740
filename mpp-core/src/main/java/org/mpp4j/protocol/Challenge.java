package org.mpp4j.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;

/**
 * A server's statement of what it wants to be paid (draft-httpauth-payment section "Challenge"): sent in a
 * {@code WWW-Authenticate} field, echoed in a {@link Credential}. {@link WwwAuthenticate} has the header form.
 *
 * <p>All texts are kept exactly as they were received, because the {@code id} binds texts and not meanings. A received
 * challenge says nothing about its truth: {@link org.mpp4j.keys.ChallengeKeys#verify} does.
 *
 * @since 0.1
 */
public final class Challenge {

    private final String id;
    private final ChallengeTerms terms;
    private final @Nullable String expires;
    private final @Nullable String digest;
    private final @Nullable String credentialHeader;
    private final @Nullable Opaque opaque;
    private final boolean idEncodedHere;
    private final boolean expiresWrittenHere;
    private @Nullable Instant expiry; // read when first asked for; a race reads it twice, to the same moment

    private Challenge(String id, boolean idEncodedHere, Builder builder) {
        this.id = id;
        this.idEncodedHere = idEncodedHere;
        this.expiresWrittenHere = builder.expiresWrittenHere;
        this.terms = builder.terms;
        this.expires = builder.expires;
        this.digest = builder.digest;
        this.credentialHeader = builder.credentialHeader;
        this.opaque = builder.opaque;
    }

    /**
     * Starts a challenge with what every challenge has.
     *
     * @param realm the protection space
     * @param method the payment method, for example {@code tempo}
     * @param intent the kind of payment, for example {@code charge}
     * @param request what is to be paid
     * @return a builder
     * @throws ProtocolException if the method or intent isn't written as the specification says
     */
    public static Builder builder(String realm, String method, String intent, PaymentRequest request) {
        return builder(ChallengeTerms.of(realm, method, intent, request));
    }

    /**
     * Starts a challenge of an offer.
     *
     * @param terms what all challenges of the offer have in common
     * @return a builder
     */
    public static Builder builder(ChallengeTerms terms) {
        return new Builder(terms);
    }

    /**
     * The unique identifier, which is bound to everything else but the description.
     *
     * @return never empty
     */
    public String id() {
        return id;
    }

    /**
     * The protection space.
     *
     * @return the realm as sent
     */
    public String realm() {
        return terms.realm();
    }

    /**
     * The payment method.
     *
     * @return for example {@code tempo}
     */
    public String method() {
        return terms.method();
    }

    /**
     * The kind of payment.
     *
     * @return for example {@code charge}
     */
    public String intent() {
        return terms.intent();
    }

    /**
     * What is to be paid.
     *
     * @return the request, with its exact text
     */
    public PaymentRequest request() {
        return terms.request();
    }

    /**
     * When the challenge ends, exactly as written.
     *
     * @return an RFC 3339 date-time if there is one
     */
    public Optional<String> expires() {
        return Optional.ofNullable(expires);
    }

    /**
     * When the challenge ends.
     *
     * @return the moment if there is one
     * @throws ProtocolException if it isn't an RFC 3339 date-time
     */
    public Optional<Instant> expiresAt() {
        if (expires == null) {
            return Optional.empty();
        }
        try {
            Instant read = expiry;
            if (read == null) {
                read = Timestamp.parse(expires);
                expiry = read;
            }
            return Optional.of(read);
        } catch (DateTimeException notADateTime) {
            throw new ProtocolException("The expires of the challenge is not an RFC 3339 date-time");
        }
    }

    /**
     * The digest of the request body that the challenge was issued for; see {@link BodyDigest#matches}.
     *
     * @return the digest as written if there is one
     */
    public Optional<String> digest() {
        return Optional.ofNullable(digest);
    }

    /**
     * The field that carries the credential, if it isn't {@code Authorization}.
     *
     * @return a field name if there is one
     */
    public Optional<String> credentialHeader() {
        return Optional.ofNullable(credentialHeader);
    }

    /**
     * The server's own data that the client returns unchanged.
     *
     * @return the data if there is any
     */
    public Optional<Opaque> opaque() {
        return Optional.ofNullable(opaque);
    }

    /**
     * What is sold, for people to read. Not bound, not to be relied on.
     *
     * @return the description if there is one
     */
    public Optional<String> description() {
        return terms.description();
    }

    /**
     * The text that the {@code id} is computed over: realm, method, intent, request, expires, digest, the credential header
     * if it isn't {@code Authorization}, and opaque, joined by {@code |}, with nothing in place of what is absent
     * (draft-httpauth-payment section "Recommended: HMAC-SHA256 Binding"; the credential header is mppx's addition).
     *
     * @return the text, or empty if a slot itself holds a {@code |}: then two challenges could share one text, and none that
     *     this project issues is like that
     */
    public Optional<String> bindingText() {
        return binding(terms, expires, digest, credentialHeader, opaque).map(BindingText::text);
    }

    /** Whether the id was made by this class, so that it is certainly base64url. */
    boolean isIdEncodedHere() {
        return idEncodedHere;
    }

    /** Whether the expiry was made from an instant, so that it certainly is a date-time. */
    boolean isExpiresWrittenHere() {
        return expiresWrittenHere;
    }

    /** What all challenges of the offer have in common. */
    ChallengeTerms terms() {
        return terms;
    }

    private static Optional<BindingText> binding(
            ChallengeTerms terms,
            @Nullable String expires,
            @Nullable String digest,
            @Nullable String credentialHeader,
            @Nullable Opaque opaque) {
        String start = terms.bindingStart();
        // Base64url that was made here needs no check.
        if (start == null
                || hasSeparator(expires)
                || hasSeparator(digest)
                || hasSeparator(credentialHeader)
                || opaque != null && !opaque.isEncodedHere() && hasSeparator(opaque.text())) {
            return Optional.empty();
        }
        return Optional.of(new BindingText(
                start,
                orEmpty(expires)
                        + '|'
                        + orEmpty(digest)
                        + '|'
                        + (credentialHeader == null ? "" : credentialHeader + '|')
                        + (opaque == null ? "" : opaque.text())));
    }

    private static boolean hasSeparator(@Nullable String slot) {
        return slot != null && slot.indexOf('|') >= 0;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Challenge that
                && id.equals(that.id)
                && terms.equals(that.terms)
                && Objects.equals(expires, that.expires)
                && Objects.equals(digest, that.digest)
                && Objects.equals(credentialHeader, that.credentialHeader)
                && Objects.equals(opaque, that.opaque);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Method, intent and id. */
    @Override
    public String toString() {
        return "Challenge[" + method() + "/" + intent() + " " + id + "]";
    }

    /** Builds a {@link Challenge}. Not thread-safe. */
    public static final class Builder {

        private ChallengeTerms terms;
        private @Nullable String expires;
        private boolean expiresWrittenHere;
        private @Nullable String digest;
        private @Nullable String credentialHeader;
        private @Nullable Opaque opaque;

        private Builder(ChallengeTerms terms) {
            this.terms = Objects.requireNonNull(terms, "terms");
        }

        /**
         * Sets when the challenge ends.
         *
         * @param when to the millisecond; finer parts are cut off
         * @return this
         */
        public Builder expires(Instant when) {
            this.expires = Timestamp.format(when);
            this.expiresWrittenHere = true;
            return this;
        }

        /**
         * Sets when the challenge ends, exactly as written.
         *
         * @param text an RFC 3339 date-time
         * @return this
         */
        public Builder expires(@Nullable String text) {
            this.expires = text;
            this.expiresWrittenHere = false;
            return this;
        }

        /**
         * Binds the challenge to a request body.
         *
         * @param text the digest as it is to be written
         * @return this
         */
        public Builder digest(@Nullable String text) {
            this.digest = text;
            return this;
        }

        /**
         * Asks for the credential in another field. {@code Authorization} is the default and isn't written.
         *
         * @param fieldName for example {@code Payment-Authorization}
         * @return this
         */
        public Builder credentialHeader(@Nullable String fieldName) {
            this.credentialHeader = "authorization".equalsIgnoreCase(fieldName) ? null : fieldName;
            return this;
        }

        /**
         * Adds the server's own data.
         *
         * @param data to come back unchanged
         * @return this
         */
        public Builder opaque(@Nullable Opaque data) {
            this.opaque = data;
            return this;
        }

        /**
         * Says what is sold.
         *
         * @param text for people to read
         * @return this
         */
        public Builder description(@Nullable String text) {
            this.terms = terms.describedAs(text);
            return this;
        }

        /**
         * The text that the {@code id} has to be computed over; see {@link Challenge#bindingText}.
         *
         * @return the text, or empty if a slot holds a {@code |}
         */
        public Optional<String> bindingText() {
            return binding().map(BindingText::text);
        }

        /**
         * The text that the id is made of, in the two parts that it is made in.
         *
         * @return empty if a part holds the character that joins them
         */
        public Optional<BindingText> binding() {
            return Challenge.binding(terms, expires, digest, credentialHeader, opaque);
        }

        /**
         * The challenge with this {@code id}.
         *
         * @param id never empty
         * @return the challenge
         * @throws ProtocolException if the id is empty
         */
        public Challenge build(String id) {
            if (id.isEmpty()) {
                throw new ProtocolException("The id of a challenge can't be empty");
            }
            return new Challenge(id, false, this);
        }

        /**
         * The challenge, with an id that is computed.
         *
         * @param id at least one byte, such as an authentication code over {@link #bindingText}; its base64url is the id
         * @return the challenge
         */
        public Challenge build(byte[] id) {
            if (id.length == 0) {
                throw new IllegalArgumentException("The id of a challenge can't be empty");
            }
            return new Challenge(Base64Url.encode(id), true, this);
        }
    }
}
