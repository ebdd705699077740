package org.mpp4j.tempo;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PaymentMethodProvider;

/**
 * Makes a {@link TempoCharge} from texts.
 *
 * <ul>
 *   <li>{@code network}: {@code mainnet} or {@code moderato}
 *   <li>{@code chain-id}: a number, instead of {@code network}
 *   <li>{@code rpc-url}: a node, or several with commas between them, required with {@code chain-id}
 *   <li>{@code currency}: a token's address, required with {@code chain-id}
 *   <li>{@code recipient}: the address to be paid, required
 *   <li>{@code modes}: {@code pull}, {@code push} or {@code pull,push}, which it is by default
 *   <li>{@code fee-payer-key-file}: a file with the private key of an account that pays customers' fees
 *   <li>{@code fee-payer-key}: that key itself, instead of a file; keep it out of files that others read
 *   <li>{@code deadline}: how long settling may take, such as {@code 10s} or {@code PT10S}
 * </ul>
 *
 * @since 0.1
 */
public final class TempoMethodProvider implements PaymentMethodProvider {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,4}s");
    private static final Pattern CHAIN_ID = Pattern.compile("\\d{1,18}");

    /** For {@link java.util.ServiceLoader}. */
    public TempoMethodProvider() {}

    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public List<String> settings() {
        return List.of(
                "network",
                "chain-id",
                "rpc-url",
                "currency",
                "recipient",
                "modes",
                "fee-payer-key-file",
                "fee-payer-key",
                "deadline");
    }

    @Override
    public PaymentMethod create(Map<String, String> settings) {
        TempoChargeBuilder builder = TempoCharge.builder();
        ifGiven(settings.get("network"), text -> builder.network(network(text)));
        ifGiven(settings.get("chain-id"), text -> builder.chainId(chainId(text)));
        ifGiven(settings.get("rpc-url"), text -> builder.rpcUrls(urls(text)));
        ifGiven(settings.get("currency"), builder::currency);
        ifGiven(settings.get("recipient"), builder::recipient);
        ifGiven(settings.get("modes"), text -> builder.modes(TempoMode.parse(text)));
        ifGiven(settings.get("fee-payer-key-file"), text -> builder.feePayer(FeePayer.fromFile(Path.of(text))));
        ifGiven(settings.get("fee-payer-key"), text -> builder.feePayer(FeePayer.ofPrivateKey(text)));
        ifGiven(settings.get("deadline"), text -> builder.deadline(deadline(text)));
        return builder.build();
    }

    private static void ifGiven(@Nullable String value, Consumer<String> setting) {
        if (value != null && !value.isBlank()) {
            setting.accept(value.strip());
        }
    }

    private static TempoNetwork network(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "mainnet" -> TempoNetwork.MAINNET;
            case "moderato" -> TempoNetwork.MODERATO;
            default ->
                throw new ConfigurationException("The setting tempo network is \"" + text
                        + "\"; set it to mainnet or moderato, or set chain-id, rpc-url and currency instead");
        };
    }

    private static long chainId(String text) {
        if (!CHAIN_ID.matcher(text).matches()) {
            throw new ConfigurationException(
                    "The setting tempo chain-id is \"" + text + "\"; set it to a number such as 4217");
        }
        return Long.parseLong(text);
    }

    private static List<URI> urls(String text) {
        return Arrays.stream(text.split(",", -1)).map(each -> url(each.strip())).toList();
    }

    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException notAUrl) {
            // Neither the text nor the cause, as there may be a key in it.
            throw new ConfigurationException(
                    "The setting tempo rpc-url is not a URL; set it to the JSON-RPC of a Tempo node, such as"
                            + " https://rpc.tempo.xyz");
        }
    }

    private static Duration deadline(String text) {
        try {
            return SECONDS.matcher(text).matches()
                    ? Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)))
                    : Duration.parse(text);
        } catch (DateTimeParseException notADuration) {
            throw new ConfigurationException(
                    "The setting tempo deadline is \"" + text + "\"; set it to seconds such as 10s", notADuration);
        }
    }
}
