package org.mpp4j.examples.paidapi;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;

/** The configuration, all of it from environment variables. What is missing or wrong stops start-up. */
record Settings(
        int port,
        String secretKey,
        String realm,
        URI tempoRpcUrl,
        long tempoChainId,
        TempoAddress tempoCurrency,
        TempoAddress tempoRecipient,
        Duration tempoDeadline,
        boolean feePayerKeyGiven) {

    /** The largest whole number that every JSON reader takes exactly. */
    private static final long LARGEST_CHAIN_ID = (1L << 53) - 1;

    static Settings from(Map<String, String> environment) {
        long chainId = number(environment, "TEMPO_CHAIN_ID", null, 1, LARGEST_CHAIN_ID);
        String currency = optional(environment, "TEMPO_CURRENCY");
        return new Settings(
                (int) number(environment, "PORT", "8402", 0, 65_535),
                required(environment, "MPP_SECRET_KEY", "a random text of at least 32 bytes: openssl rand -base64 32"),
                required(environment, "MPP_REALM", "the public host name, such as api.example.com"),
                url(environment, "TEMPO_RPC_URL"),
                chainId,
                currency == null ? defaultCurrency(chainId) : address("TEMPO_CURRENCY", currency),
                address(
                        "TEMPO_RECIPIENT",
                        required(environment, "TEMPO_RECIPIENT", "the address that is paid, 0x and 40 hex digits")),
                duration(environment, "TEMPO_DEADLINE", "PT10S"),
                optional(environment, "TEMPO_FEE_PAYER_KEY") != null);
    }

    /** USDC.e on the main network; on any other chain pathUSD, which every Tempo chain has. */
    private static TempoAddress defaultCurrency(long chainId) {
        TempoNetwork network = chainId == TempoNetwork.MAINNET.chainId() ? TempoNetwork.MAINNET : TempoNetwork.MODERATO;
        return network.currency();
    }

    private static @Nullable String optional(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static String required(Map<String, String> environment, String name, String what) {
        String value = optional(environment, name);
        if (value == null) {
            throw new ConfigurationException("The environment variable " + name + " is not set; set it to " + what);
        }
        return value;
    }

    private static URI url(Map<String, String> environment, String name) {
        String value = required(environment, name, "the URL of a Tempo node, such as https://rpc.moderato.tempo.xyz");
        URI url;
        try {
            url = URI.create(value);
        } catch (IllegalArgumentException notAUrl) {
            throw notAUrl(name);
        }
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw notAUrl(name);
        }
        return url;
    }

    /** Without the value, as many nodes have the key of the account in their URL. */
    private static ConfigurationException notAUrl(String name) {
        return new ConfigurationException(
                "The environment variable " + name
                        + " is not a http or https URL; set it to that of a Tempo node, such as https://rpc.moderato.tempo.xyz");
    }

    private static TempoAddress address(String name, String value) {
        return named(name, () -> TempoAddress.parse(value));
    }

    private static Duration duration(Map<String, String> environment, String name, String otherwise) {
        String value = optional(environment, name);
        try {
            return Duration.parse(value == null ? otherwise : value);
        } catch (DateTimeParseException notADuration) {
            throw new ConfigurationException("The environment variable " + name
                    + " is a duration such as PT10S for ten seconds, got \"" + value + "\"");
        }
    }

    /** What the library says about a setting, with the name that the setting has here. */
    static <T> T named(String variable, Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException | ConfigurationException wrong) {
            throw new ConfigurationException("The environment variable " + variable + ": " + wrong.getMessage(), wrong);
        }
    }

    private static long number(
            Map<String, String> environment, String name, @Nullable String otherwise, long least, long most) {
        String value = optional(environment, name);
        if (value == null) {
            value = otherwise != null ? otherwise : required(environment, name, "a number, such as 42431 for Moderato");
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with numbers out of range.
        }
        throw new ConfigurationException("The environment variable " + name + " is a whole number from " + least
                + " to " + most + ", got \"" + value + "\"");
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "Settings";
    }
}
