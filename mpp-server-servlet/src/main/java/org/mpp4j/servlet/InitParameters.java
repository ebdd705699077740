package org.mpp4j.servlet;

import jakarta.servlet.FilterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.PaymentGateBuilder;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;
import org.mpp4j.money.Price;

/**
 * A filter's configuration in {@code web.xml}. A parameter that isn't known stops start-up, as does a value that can't be
 * right. Secrets aren't written here: a parameter names the environment variable or file that holds one.
 *
 * <ul>
 *   <li>{@code realm}: the protection space, usually the public host name. Required.
 *   <li>{@code secret-key-env} or {@code secret-key-file}: where the challenge secret is. By default the environment variable
 *       {@code MPP_SECRET_KEY}.
 *   <li>{@code previous-secret-key-env} or {@code previous-secret-key-file}: a secret that is still accepted.
 *   <li>{@code methods}: names of payment methods, with commas between. Required. Their own settings follow under their
 *       names: {@code tempo.recipient}.
 *   <li>{@code prices}: one price a line, {@code /fortune = 0.01}, {@code POST /echo = 0.02 usd through tempo, stripe}, or
 *       {@code servlet:reports = 1}. Besides, servlets may have {@link Paid}.
 *   <li>{@code answer-limit}: how long the body of an answer may be, in bytes, to be kept for who asks again; 0 keeps none.
 *       By default 65536. {@code answer-retention}: for how long (ISO 8601, {@code PT24H}). By default 24 hours.
 *   <li>{@code settle-on-own-threads}: how many payments settle at once in threads of the filter's own, and
 *       {@code settle-within} (ISO 8601, {@code PT1M}): how long a client waits for that. By default payments settle in the
 *       container's threads.
 *   <li>{@code settle-on-success} ({@code true} or {@code false}): whether only success is charged for, and
 *       {@code hold-limit} (bytes): how much of an answer is kept back until then.
 *   <li>{@code credential-header}, {@code challenge-lifetime} (ISO 8601, {@code PT5M}), {@code body-limit} and
 *       {@code body-in-memory} (bytes), {@code trust-forwarded-header}, {@code allow-plain-http} and
 *       {@code expose-headers-to-scripts} ({@code true} or {@code false}): as all the others, as in
 *       {@link PaymentFilterBuilder} and {@link PaymentGateBuilder}.
 * </ul>
 */
final class InitParameters {

    private static final List<String> NAMES = List.of(
            "realm",
            "secret-key-env",
            "secret-key-file",
            "previous-secret-key-env",
            "previous-secret-key-file",
            "methods",
            "prices",
            "credential-header",
            "challenge-lifetime",
            "answer-limit",
            "answer-retention",
            "body-limit",
            "body-in-memory",
            "settle-on-own-threads",
            "settle-within",
            "settle-on-success",
            "hold-limit",
            "trust-forwarded-header",
            "allow-plain-http",
            "expose-headers-to-scripts");

    private static final Pattern PRICE_LINE =
            Pattern.compile("(?<target>[^=]+?)\\s*=\\s*(?<amount>[0-9.]+)(?:\\s+(?!through\\b)(?<currency>\\S+))?"
                    + "(?:\\s+through\\s+(?<methods>\\S.*))?");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Function<String, @Nullable String> environment;

    private InitParameters(FilterConfig config, Function<String, @Nullable String> environment) {
        this.environment = environment;
        for (String name : Collections.list(config.getInitParameterNames())) {
            String value = config.getInitParameter(name);
            values.put(name, value == null ? "" : value.strip());
        }
    }

    /** The configuration of a filter that was built in code, or else of its init-params. */
    static PaymentFilterBuilder apply(FilterConfig config, @Nullable PaymentFilterBuilder builtInCode) {
        InitParameters parameters = new InitParameters(config, System::getenv);
        if (builtInCode == null) {
            return parameters.read();
        }
        if (!parameters.values.isEmpty()) {
            throw new ConfigurationException("The filter was built in code, so it takes no init-params, but it has "
                    + parameters.values.keySet() + "; configure it in one place");
        }
        return builtInCode;
    }

    private PaymentFilterBuilder read() {
        Map<String, PaymentMethod> methods = methods();
        PaymentGateBuilder gate = PaymentGate.builder(required("realm"), keys());
        ifPresent("credential-header", gate::credentialHeader);
        ifPresent("challenge-lifetime", text -> gate.challengeLifetime(duration("challenge-lifetime", text)));
        ifPresent("answer-limit", text -> gate.answerLimit(Math.toIntExact(number("answer-limit", text))));
        ifPresent("answer-retention", text -> gate.answerRetention(duration("answer-retention", text)));
        PaymentFilterBuilder filter = PaymentFilter.builder(gate.build());
        filter.methods(methods.values().toArray(new PaymentMethod[0]));
        ifPresent("body-limit", text -> filter.bodyLimit(number("body-limit", text)));
        ifPresent("body-in-memory", text -> filter.bodyInMemory(Math.toIntExact(number("body-in-memory", text))));
        ifPresent("hold-limit", text -> filter.holdLimit(Math.toIntExact(number("hold-limit", text))));
        ifPresent("settle-on-own-threads", text -> filter.settleOnOwnThreads(count("settle-on-own-threads", text)));
        ifPresent("settle-within", text -> filter.settleWithin(duration("settle-within", text)));
        if (flag("settle-on-success")) {
            filter.settleOnSuccess();
        }
        if (flag("trust-forwarded-header")) {
            filter.trustForwardedHeader();
        }
        if (flag("allow-plain-http")) {
            filter.allowPlainHttp();
        }
        if (flag("expose-headers-to-scripts")) {
            filter.exposeHeadersToScripts();
        }
        prices(filter, methods);
        return filter;
    }

    private Map<String, PaymentMethod> methods() {
        Map<String, PaymentMethodProvider> providers = providers();
        List<String> chosen =
                Arrays.stream(required("methods").split(",")).map(String::strip).toList();
        List<String> known = new ArrayList<>(NAMES);
        Map<String, PaymentMethod> methods = new LinkedHashMap<>();
        Map<String, Map<String, String>> settings = new LinkedHashMap<>();
        for (String name : chosen) {
            PaymentMethodProvider provider = providers.get(name);
            if (provider == null) {
                throw new ConfigurationException(
                        "There is no payment method \"" + name + "\" for the init-param methods;"
                                + " on the class path are " + new TreeSet<>(providers.keySet()));
            }
            Map<String, String> own = new LinkedHashMap<>();
            for (String setting : provider.settings()) {
                known.add(name + "." + setting);
                ifPresent(name + "." + setting, text -> own.put(setting, text));
            }
            settings.put(name, own);
        }
        requireKnown(known);
        settings.forEach((name, own) -> methods.put(name, create(providers.get(name), own)));
        return methods;
    }

    private static PaymentMethod create(@Nullable PaymentMethodProvider provider, Map<String, String> settings) {
        if (provider == null) {
            throw new IllegalStateException("Chosen without being there");
        }
        try {
            return provider.create(settings);
        } catch (ConfigurationException wrong) {
            throw new ConfigurationException("init-params " + provider.name() + ".*: " + wrong.getMessage(), wrong);
        }
    }

    private static Map<String, PaymentMethodProvider> providers() {
        Map<String, PaymentMethodProvider> providers = new LinkedHashMap<>();
        for (PaymentMethodProvider provider : ServiceLoader.load(PaymentMethodProvider.class)) {
            providers.put(provider.name(), provider);
        }
        for (PaymentMethodProvider provider :
                ServiceLoader.load(PaymentMethodProvider.class, PaymentMethodProvider.class.getClassLoader())) {
            providers.putIfAbsent(provider.name(), provider);
        }
        return providers;
    }

    private void requireKnown(List<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new ConfigurationException(
                        "There is no init-param \"" + name + "\"; there are " + String.join(", ", known));
            }
        }
    }

    private ChallengeKeys keys() {
        String secret = secret("secret-key");
        if (secret == null) {
            secret = environment.apply("MPP_SECRET_KEY");
        }
        if (secret == null || secret.isEmpty()) {
            throw new ConfigurationException("No challenge secret is set: put one into the environment variable"
                    + " MPP_SECRET_KEY, or name another variable in the init-param secret-key-env, or a file in"
                    + " secret-key-file; make one with: openssl rand -base64 32");
        }
        try {
            ChallengeKeys keys = ChallengeKeys.of(secret);
            String previous = secret("previous-secret-key");
            return previous == null ? keys : keys.accepting(previous);
        } catch (IllegalArgumentException tooShort) {
            throw new ConfigurationException("init-param secret-key-*: " + tooShort.getMessage(), tooShort);
        }
    }

    private @Nullable String secret(String name) {
        String variable = values.get(name + "-env");
        String file = values.get(name + "-file");
        if (variable != null && file != null) {
            throw new ConfigurationException("Both " + name + "-env and " + name + "-file are set; keep one");
        }
        if (variable != null) {
            String value = environment.apply(variable);
            if (value == null || value.isEmpty()) {
                throw new ConfigurationException("The environment variable " + variable + " that the init-param " + name
                        + "-env names is not set");
            }
            return value;
        }
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException | java.nio.file.InvalidPathException unreadable) {
            throw new ConfigurationException(
                    "The file " + file + " that the init-param " + name + "-file names can't be read", unreadable);
        }
    }

    private void prices(PaymentFilterBuilder filter, Map<String, PaymentMethod> methods) {
        for (String line : values.getOrDefault("prices", "").split("\\R")) {
            String price = line.strip();
            if (!price.isEmpty()) {
                price(filter, methods, price);
            }
        }
    }

    private static void price(PaymentFilterBuilder filter, Map<String, PaymentMethod> methods, String line) {
        Matcher matcher = PRICE_LINE.matcher(line);
        if (!matcher.matches()) {
            throw new ConfigurationException("init-param prices: \"" + line
                    + "\" isn't a price; write for example: /fortune = 0.01, POST /echo = 0.02 usd, or"
                    + " servlet:reports = 1");
        }
        try {
            String currency = matcher.group("currency");
            Price price =
                    currency == null ? Price.of(matcher.group("amount")) : Price.of(matcher.group("amount"), currency);
            Tariff tariff = Tariff.of(through(matcher.group("methods"), methods).stream()
                    .map(method -> Offer.of(method, price))
                    .toList());
            String target = matcher.group("target");
            if (target.startsWith("servlet:")) {
                filter.priceServlet(target.substring("servlet:".length()), tariff);
            } else {
                filter.price(target, tariff);
            }
        } catch (IllegalArgumentException | ConfigurationException wrong) {
            throw new ConfigurationException("init-param prices: \"" + line + "\": " + wrong.getMessage(), wrong);
        }
    }

    private static List<PaymentMethod> through(@Nullable String names, Map<String, PaymentMethod> methods) {
        if (names == null) {
            return List.copyOf(methods.values());
        }
        return Arrays.stream(names.split(","))
                .map(String::strip)
                .map(name -> {
                    PaymentMethod method = methods.get(name);
                    if (method == null) {
                        throw new ConfigurationException("there is no payment method \"" + name
                                + "\" in the init-param methods, which has " + methods.keySet());
                    }
                    return method;
                })
                .toList();
    }

    private String required(String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new ConfigurationException("The init-param \"" + name + "\" is missing");
        }
        return value;
    }

    private void ifPresent(String name, java.util.function.Consumer<String> use) {
        String value = values.get(name);
        if (value != null) {
            use.accept(value);
        }
    }

    private boolean flag(String name) {
        String value = values.getOrDefault(name, "false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new ConfigurationException("The init-param \"" + name + "\" is true or false, got \"" + value + "\"");
        }
        return value.equals("true");
    }

    private static long number(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new ConfigurationException(
                    "The init-param \"" + name + "\" is a whole number of bytes up to " + Integer.MAX_VALUE + ", got \""
                            + text + "\"",
                    notANumber);
        }
    }

    private static int count(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new ConfigurationException(
                    "The init-param \"" + name + "\" is a whole number, got \"" + text + "\"", notANumber);
        }
    }

    private static Duration duration(String name, String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            throw new ConfigurationException(
                    "The init-param \"" + name + "\" is a duration such as PT5M, got \"" + text + "\"", notADuration);
        }
    }
}
