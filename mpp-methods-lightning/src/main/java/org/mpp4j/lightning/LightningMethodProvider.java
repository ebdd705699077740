package org.mpp4j.lightning;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;

/**
 * Makes a {@link LightningCharge} from texts.
 *
 * <ul>
 *   <li>{@code backend}: {@code lnd}, {@code cln}, {@code phoenixd} or {@code lnbits}, required
 *   <li>{@code url}: of the node's HTTP interface, required
 *   <li>{@code credential-env} or {@code credential-file}: the environment variable or the file that holds the macaroon (in
 *       hexadecimal digits), rune, password or key; one of them is required
 *   <li>{@code tls-cert-file}: the only certificate to trust, in PEM
 *   <li>{@code network}: {@code mainnet} (by default), {@code signet} or {@code regtest}
 *   <li>{@code deadline}: how long making or looking up an invoice may take, such as {@code 5s}
 *   <li>{@code verify-settled}: {@code true} (by default) or {@code false}
 *   <li>{@code max-open-invoices}, {@code max-invoices-per-second} and {@code max-invoices-per-client} (in a minute): numbers
 *   <li>{@code invoice-lifetime} and {@code reuse-unpaid-invoices}: such as {@code 420s} and {@code 60s}
 * </ul>
 *
 * <p>Challenges are remembered in the memory of the process.
 *
 * @since 0.1
 */
public final class LightningMethodProvider implements PaymentMethodProvider {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,4}s");
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final UnaryOperator<@Nullable String> environment;

    /** For {@link java.util.ServiceLoader}. */
    public LightningMethodProvider() {
        this(System::getenv);
    }

    LightningMethodProvider(UnaryOperator<@Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "lightning";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "backend",
                "url",
                "credential-env",
                "credential-file",
                "tls-cert-file",
                "network",
                "deadline",
                "verify-settled",
                "max-open-invoices",
                "max-invoices-per-second",
                "max-invoices-per-client",
                "invoice-lifetime",
                "reuse-unpaid-invoices");
    }

    @Override
    public PaymentMethod create(Map<String, String> settings) {
        LightningBackend backend = LightningBackend.named(require(settings, "backend", "lnd, cln, phoenixd or lnbits"))
                .orElseThrow(() -> wrong(settings, "backend", "lnd, cln, phoenixd or lnbits"));
        NodeConnection connection = NodeConnection.to(url(settings), credential(settings));
        Optional<String> certificate = given(settings, "tls-cert-file");
        if (certificate.isPresent()) {
            connection = connection.pinning(read("tls-cert-file", certificate.get()));
        }
        Optional<String> deadline = given(settings, "deadline");
        if (deadline.isPresent()) {
            connection = connection.deadline(duration(settings, "deadline", deadline.get()));
        }
        LightningChargeBuilder builder =
                LightningCharge.builder().node(backend.at(connection)).network(network(settings));
        given(settings, "verify-settled").ifPresent(text -> builder.verifySettled(truth(settings, text)));
        given(settings, "max-open-invoices")
                .ifPresent(text -> builder.maxOpenInvoices(number(settings, "max-open-invoices", text)));
        given(settings, "max-invoices-per-second")
                .ifPresent(text -> builder.maxInvoicesPerSecond(number(settings, "max-invoices-per-second", text)));
        given(settings, "max-invoices-per-client")
                .ifPresent(text -> builder.maxInvoicesPerClient(
                        number(settings, "max-invoices-per-client", text), Duration.ofMinutes(1)));
        given(settings, "invoice-lifetime")
                .ifPresent(text -> builder.invoiceLifetime(duration(settings, "invoice-lifetime", text)));
        given(settings, "reuse-unpaid-invoices")
                .ifPresent(text -> builder.reuseUnpaidInvoices(duration(settings, "reuse-unpaid-invoices", text)));
        return builder.build();
    }

    private static Optional<String> given(Map<String, String> settings, String name) {
        return Optional.ofNullable(settings.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String require(Map<String, String> settings, String name, String example) {
        return given(settings, name)
                .orElseThrow(() -> new ConfigurationException(
                        "The setting lightning " + name + " is missing; set it to " + example));
    }

    private static ConfigurationException wrong(Map<String, String> settings, String name, String example) {
        return new ConfigurationException(
                "The setting lightning " + name + " is \"" + settings.get(name) + "\"; set it to " + example);
    }

    private static URI url(Map<String, String> settings) {
        try {
            return new URI(require(settings, "url", "the node's HTTP interface, such as https://127.0.0.1:8080"));
        } catch (URISyntaxException notAUrl) {
            // Neither the text nor the cause, as there may be a key in it.
            throw new ConfigurationException(
                    "The setting lightning url is not a URL; set it to the node's HTTP interface, such as"
                            + " https://127.0.0.1:8080");
        }
    }

    private String credential(Map<String, String> settings) {
        Optional<String> variable = given(settings, "credential-env");
        Optional<String> file = given(settings, "credential-file");
        if (variable.isPresent() == file.isPresent()) {
            throw new ConfigurationException(
                    "Of the settings lightning credential-env and credential-file exactly one has"
                            + " to be there; set one to where the node's credential is");
        }
        if (file.isPresent()) {
            return read("credential-file", file.get());
        }
        String value = environment.apply(variable.get());
        if (value == null) {
            throw new ConfigurationException("The setting lightning credential-env names the environment variable "
                    + variable.get() + ", which isn't set; set it to the node's credential");
        }
        return value;
    }

    private static String read(String name, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException | InvalidPathException unreadable) {
            throw new ConfigurationException("The setting lightning " + name + " names the file " + file
                    + ", which can't be read as text; name one that this process may read");
        }
    }

    private static LightningNetwork network(Map<String, String> settings) {
        String text = given(settings, "network").orElse(LightningNetwork.MAINNET.identifier());
        return LightningNetwork.named(text.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> wrong(settings, "network", "mainnet, signet or regtest"));
    }

    private static Duration duration(Map<String, String> settings, String name, String text) {
        try {
            return SECONDS.matcher(text).matches()
                    ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                    : Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            throw wrong(settings, name, "seconds such as 5s");
        }
    }

    private static boolean truth(Map<String, String> settings, String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(settings, "verify-settled", "true or false");
        };
    }

    private static int number(Map<String, String> settings, String name, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw wrong(settings, name, "a number from 1 to 999999999");
        }
        return Integer.parseInt(text);
    }
}
