package org.mpp4j.examples.paidapi;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoNetwork;

/** The configuration, all of it from environment variables. What is missing or wrong stops start-up. */
record Settings(
        int port,
        String secretKey,
        String realm,
        URI tempoRpcUrl,
        long tempoChainId,
        String tempoCurrency,
        String tempoRecipient,
        boolean feePayerKeyGiven) {

    static Settings from(Map<String, String> environment) {
        long chainId = number(environment, "TEMPO_CHAIN_ID", null, 1, Long.MAX_VALUE);
        String currency = optional(environment, "TEMPO_CURRENCY");
        return new Settings(
                (int) number(environment, "PORT", "8402", 0, 65_535),
                required(environment, "MPP_SECRET_KEY", "a random text of at least 32 bytes: openssl rand -base64 32"),
                required(environment, "MPP_REALM", "the public host name, such as api.example.com"),
                url(environment, "TEMPO_RPC_URL"),
                chainId,
                currency == null ? defaultCurrency(chainId) : currency,
                required(environment, "TEMPO_RECIPIENT", "the address that is paid, 0x and 40 hex digits"),
                optional(environment, "TEMPO_FEE_PAYER_KEY") != null);
    }

    /** USDC.e on the main network; on any other chain pathUSD, which every Tempo chain has. */
    private static String defaultCurrency(long chainId) {
        TempoNetwork network = chainId == TempoNetwork.MAINNET.chainId() ? TempoNetwork.MAINNET : TempoNetwork.MODERATO;
        return network.currency().toString();
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
        try {
            return URI.create(value);
        } catch (IllegalArgumentException notAUrl) {
            throw new ConfigurationException("The environment variable " + name + " is not a URL", notAUrl);
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
