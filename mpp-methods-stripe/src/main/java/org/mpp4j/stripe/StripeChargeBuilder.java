package org.mpp4j.stripe;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.stripe.internal.api.StripeApi;
import org.mpp4j.stripe.internal.charge.StripeCurrency;

/**
 * Builds a {@link StripeCharge}. Not thread-safe.
 *
 * @since 0.1
 */
public final class StripeChargeBuilder {

    /** The version of Stripe's API that is spoken by default. Shared Payment Tokens are in preview. */
    public static final String DEFAULT_API_VERSION = "2026-07-29.preview";

    private static final URI STRIPE = URI.create("https://api.stripe.com");
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(500);
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(2);
    private static final Pattern API_VERSION = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(\\.[a-z]{1,30})?");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9_]{1,60}");
    private static final Pattern METADATA_NAME = Pattern.compile("[A-Za-z0-9_.\\-]{1,40}");

    /** Stripe takes 50 entries, of which this server needs up to five. */
    private static final int MAX_METADATA = 45;

    private static final int MAX_METADATA_VALUE = 500;

    private @Nullable String secretKey;
    private @Nullable String networkId;
    private List<String> paymentMethodTypes = List.of("card");
    private Map<String, String> metadata = Map.of();
    private String currency = "usd";
    private @Nullable String externalId;
    private ConnectPolicy connect = request -> ConnectSettlement.none();
    private URI apiBase = STRIPE;
    private String apiVersion = DEFAULT_API_VERSION;
    private TokenParameter tokenParameter = TokenParameter.TOP_LEVEL;
    private Duration deadline = Duration.ofSeconds(30);
    private InstantSource clock = InstantSource.system();

    StripeChargeBuilder() {}

    /** All settings but the secret key, checked. */
    record Settings(
            SecretKeyKind keyKind,
            String networkId,
            List<String> paymentMethodTypes,
            Map<String, String> metadata,
            StripeCurrency currency,
            @Nullable String externalId,
            ConnectPolicy connect,
            TokenParameter tokenParameter,
            Duration deadline,
            InstantSource clock) {}

    /**
     * Sets the key of the merchant's account. A restricted key is enough, with the right to write PaymentIntents, and Refunds
     * if money is given back.
     *
     * @param key begins with {@code rk_} or {@code sk_}; never shown
     * @return this
     */
    public StripeChargeBuilder secretKey(String key) {
        this.secretKey = Objects.requireNonNull(key, "key");
        return this;
    }

    /**
     * Sets who is paid: the merchant's Business Network Profile, for which clients make their tokens.
     *
     * @param profile such as {@code profile_1MqDcVKA5fEO2tZvKQm9g8Yj}
     * @return this
     */
    public StripeChargeBuilder networkId(String profile) {
        this.networkId = Objects.requireNonNull(profile, "profile");
        return this;
    }

    /**
     * Sets what can be paid with. By default cards.
     *
     * @param types in Stripe's words, such as {@code card} and {@code link}; at least one
     * @return this
     */
    public StripeChargeBuilder paymentMethodTypes(String... types) {
        this.paymentMethodTypes = List.of(types);
        return this;
    }

    /**
     * Sets the currency of prices that don't name one. By default {@code usd}.
     *
     * @param code as in ISO 4217, in any case
     * @return this
     */
    public StripeChargeBuilder currency(String code) {
        this.currency = Objects.requireNonNull(code, "code");
        return this;
    }

    /**
     * Sets what is told to clients with each offer and kept with each payment.
     *
     * @param entries at most {@value #MAX_METADATA}; names that begin with {@code mpp_} are reserved
     * @return this
     */
    public StripeChargeBuilder metadata(Map<String, String> entries) {
        this.metadata = Map.copyOf(entries);
        return this;
    }

    /**
     * Sets a reference of the merchant's for offers that have none of their own. Clients have to repeat it.
     *
     * @param reference put into requests and receipts
     * @return this
     */
    public StripeChargeBuilder externalId(String reference) {
        this.externalId = Objects.requireNonNull(reference, "reference");
        return this;
    }

    /**
     * Sets what connected accounts have to do with payments. By default nothing.
     *
     * @param policy decides for each payment; an answer that takes more than the payment's amount stops it
     * @return this
     */
    public StripeChargeBuilder connect(ConnectPolicy policy) {
        this.connect = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets where Stripe is. By default {@code https://api.stripe.com}.
     *
     * @param url {@code https:}, or {@code http:} on this machine, for tests
     * @return this
     */
    public StripeChargeBuilder apiBase(URI url) {
        this.apiBase = Objects.requireNonNull(url, "url");
        return this;
    }

    /**
     * Sets the version of Stripe's API. By default {@value #DEFAULT_API_VERSION}.
     *
     * @param version one that knows Shared Payment Tokens
     * @return this
     */
    public StripeChargeBuilder apiVersion(String version) {
        this.apiVersion = Objects.requireNonNull(version, "version");
        return this;
    }

    /**
     * Sets where the token goes in a request to Stripe, which depends on the version of its API. By default
     * {@link TokenParameter#TOP_LEVEL}. Changed while payments are open, those may have to be cleared up by hand.
     *
     * @param parameter where the version expects it
     * @return this
     */
    public StripeChargeBuilder tokenParameter(TokenParameter parameter) {
        this.tokenParameter = Objects.requireNonNull(parameter, "parameter");
        return this;
    }

    /**
     * Sets how long settling one payment may block. After that its outcome is unknown, and the client asks again.
     *
     * @param time from 500 milliseconds to 2 minutes; 30 seconds by default
     * @return this
     */
    public StripeChargeBuilder deadline(Duration time) {
        this.deadline = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public StripeChargeBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * The method with these settings. Connects to nothing yet.
     *
     * @return a method
     * @throws ConfigurationException if a setting is missing or wrong
     */
    public StripeCharge build() {
        if (secretKey == null || secretKey.isBlank()) {
            throw new ConfigurationException(
                    "StripeCharge has no secret key; set secretKey to a restricted key, which begins with rk_");
        }
        SecretKeyKind keyKind = SecretKeyKind.of(secretKey);
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new ConfigurationException("The deadline of StripeCharge is " + deadline + "; set it from "
                    + SHORTEST_DEADLINE + " to " + LONGEST_DEADLINE);
        }
        if (!API_VERSION.matcher(apiVersion).matches()) {
            throw new ConfigurationException("The API version of StripeCharge is \"" + apiVersion
                    + "\"; set it to one such as " + DEFAULT_API_VERSION);
        }
        requireBase();
        Settings settings = new Settings(
                keyKind,
                requireNetworkId(),
                requireTypes(),
                requireMetadata(),
                StripeCurrency.of(currency),
                externalId,
                connect,
                tokenParameter,
                deadline,
                clock);
        return new StripeCharge(settings, new StripeApi(secretKey, apiBase, apiVersion, deadline));
    }

    private String requireNetworkId() {
        if (networkId == null || networkId.isBlank() || !networkId.equals(networkId.strip())) {
            throw new ConfigurationException("StripeCharge has no network id; set networkId to the id of your Business"
                    + " Network Profile, such as profile_1MqDcVKA5fEO2tZvKQm9g8Yj");
        }
        return networkId;
    }

    private List<String> requireTypes() {
        if (paymentMethodTypes.isEmpty()
                || !paymentMethodTypes.stream()
                        .allMatch(type -> TYPE.matcher(type).matches())) {
            throw new ConfigurationException("The payment method types of StripeCharge are " + paymentMethodTypes
                    + "; set one or more in Stripe's words, such as card and link");
        }
        return paymentMethodTypes;
    }

    private Map<String, String> requireMetadata() {
        if (metadata.size() > MAX_METADATA) {
            throw new ConfigurationException(
                    "StripeCharge has " + metadata.size() + " entries of metadata; set at most " + MAX_METADATA);
        }
        metadata.forEach((name, value) -> {
            if (!METADATA_NAME.matcher(name).matches() || name.startsWith("mpp_") || name.equals("externalId")) {
                throw new ConfigurationException("The metadata name \"" + name
                        + "\" of StripeCharge is reserved or not 1 to 40 letters, digits and ._-; choose another");
            }
            if (value.isEmpty() || value.length() > MAX_METADATA_VALUE) {
                throw new ConfigurationException("The metadata \"" + name + "\" of StripeCharge has " + value.length()
                        + " characters; set it to 1 to " + MAX_METADATA_VALUE);
            }
        });
        return new TreeMap<>(metadata);
    }

    /** The key goes with each request, so it must not be read on the way. */
    private void requireBase() {
        boolean https = "https".equalsIgnoreCase(apiBase.getScheme());
        boolean localHttp = "http".equalsIgnoreCase(apiBase.getScheme()) && isThisMachine(apiBase.getHost());
        if (apiBase.getHost() == null || apiBase.getUserInfo() != null || !(https || localHttp)) {
            throw new ConfigurationException(
                    "The API base of StripeCharge is neither an https URL nor an http URL on this machine without user"
                            + " information; set it to " + STRIPE + ", or leave it out");
        }
    }

    private static boolean isThisMachine(@Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            boolean literal = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
            return host.equalsIgnoreCase("localhost")
                    || (literal && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }
}
