package org.mpp4j.stripe;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;

/**
 * Makes a {@link StripeCharge} from texts.
 *
 * <ul>
 *   <li>{@code secret-key-env} or {@code secret-key-file}: where the key of the account is. By default the environment variable
 *       {@code STRIPE_SECRET_KEY}
 *   <li>{@code network-id}: the Business Network Profile to be paid, required
 *   <li>{@code payment-method-types}: what can be paid with, such as {@code card,link}
 *   <li>{@code currency}: of prices that don't name one, such as {@code usd}
 *   <li>{@code api-base}: where Stripe is
 *   <li>{@code api-version}: of Stripe's API
 *   <li>{@code token-parameter}: {@code top-level} or {@code payment-method-data}
 *   <li>{@code deadline}: how long settling may take, such as {@code 30s} or {@code PT30S}
 * </ul>
 *
 * @since 0.1
 */
public final class StripeMethodProvider implements PaymentMethodProvider {

    private static final String DEFAULT_VARIABLE = "STRIPE_SECRET_KEY";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,4}s");

    private final Function<String, @Nullable String> environment;

    /** For {@link java.util.ServiceLoader}. */
    public StripeMethodProvider() {
        this(System::getenv);
    }

    StripeMethodProvider(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "stripe";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "secret-key-env",
                "secret-key-file",
                "network-id",
                "payment-method-types",
                "currency",
                "api-base",
                "api-version",
                "token-parameter",
                "deadline");
    }

    @Override
    public PaymentMethod create(Map<String, String> settings) {
        StripeChargeBuilder builder = StripeCharge.builder().secretKey(secretKey(settings));
        ifGiven(settings.get("network-id"), builder::networkId);
        ifGiven(settings.get("payment-method-types"), text -> builder.paymentMethodTypes(types(text)));
        ifGiven(settings.get("currency"), builder::currency);
        ifGiven(settings.get("api-base"), text -> builder.apiBase(url(text)));
        ifGiven(settings.get("api-version"), builder::apiVersion);
        ifGiven(settings.get("token-parameter"), text -> builder.tokenParameter(tokenParameter(text)));
        ifGiven(settings.get("deadline"), text -> builder.deadline(deadline(text)));
        return builder.build();
    }

    private static void ifGiven(@Nullable String value, Consumer<String> setting) {
        if (value != null && !value.isBlank()) {
            setting.accept(value.strip());
        }
    }

    private String secretKey(Map<String, String> settings) {
        String variable = settings.get("secret-key-env");
        String file = settings.get("secret-key-file");
        if (variable != null && file != null) {
            throw new ConfigurationException("Both stripe secret-key-env and stripe secret-key-file are set; keep one");
        }
        if (file != null) {
            return read(file);
        }
        String name = variable == null ? DEFAULT_VARIABLE : variable.strip();
        String key = environment.apply(name);
        if (key == null || key.isBlank()) {
            throw new ConfigurationException("The environment variable " + name
                    + ", which should hold the secret key of the Stripe account, is not set; set it to a restricted key, or"
                    + " name another variable in stripe secret-key-env, or a file in stripe secret-key-file");
        }
        return key.strip();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file.strip())).strip();
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigurationException(
                    "The file " + file + " that the setting stripe secret-key-file names can't be read", unreadable);
        }
    }

    private static String[] types(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .toArray(String[]::new);
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAUrl) {
            // Neither the text nor the cause, as there may be a password in it.
            throw new ConfigurationException(
                    "The setting stripe api-base is not a URL; leave it out for https://api.stripe.com");
        }
    }

    private static TokenParameter tokenParameter(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "top-level" -> TokenParameter.TOP_LEVEL;
            case "payment-method-data" -> TokenParameter.PAYMENT_METHOD_DATA;
            default ->
                throw new ConfigurationException("The setting stripe token-parameter is \"" + text
                        + "\"; set it to top-level or payment-method-data");
        };
    }

    private static Duration deadline(String text) {
        try {
            return SECONDS.matcher(text).matches()
                    ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                    : Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            throw new ConfigurationException(
                    "The setting stripe deadline is \"" + text + "\"; set it to seconds such as 30s", notADuration);
        }
    }
}
