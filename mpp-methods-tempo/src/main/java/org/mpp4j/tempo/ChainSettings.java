package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Price;

/**
 * Which chain, through which nodes, in which token; checked when it is asked for.
 *
 * @param who has these settings, to begin a sentence with
 */
record ChainSettings(
        String who,
        @Nullable TempoNetwork network,
        @Nullable Long chainId,
        List<URI> rpcUrls,
        @Nullable String currency) {

    /** The largest whole number that every JSON reader takes exactly. */
    private static final long LARGEST_CHAIN_ID = (1L << 53) - 1;

    long requireChainId() {
        if (network != null && chainId != null && network.chainId() != chainId) {
            throw new ConfigurationException(who + " has the chain id " + chainId + " and a network with chain id "
                    + network.chainId() + "; set one of the two");
        }
        if (network != null) {
            return network.chainId();
        }
        if (chainId == null) {
            throw new ConfigurationException(who + " has no network; set network, or chainId with rpcUrl and currency");
        }
        if (chainId < 1 || chainId > LARGEST_CHAIN_ID) {
            throw new ConfigurationException("The chain id of " + who + " is " + chainId + "; set it to one from 1 to "
                    + LARGEST_CHAIN_ID + ", such as 4217");
        }
        return chainId;
    }

    String requireCurrency() {
        if (currency != null) {
            return currency;
        }
        if (network == null) {
            throw new ConfigurationException(who
                    + " has no currency; set currency to the address of a TIP-20 token, or network for its default");
        }
        return network.currency().toString();
    }

    TempoAddress requireAddress(String text, String setting, String what) {
        TempoAddress address;
        try {
            address = TempoAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    "The " + setting + " of " + who + " is \"" + text + "\": " + wrong.getMessage()
                            + "; set it to the address of " + what,
                    wrong);
        }
        if (address.isZero()) {
            throw new ConfigurationException("The " + setting + " of " + who
                    + " is the zero address, which is nobody's; set it to the address of " + what);
        }
        return address;
    }

    List<URI> requireUrls() {
        List<URI> urls = !rpcUrls.isEmpty() || network == null ? rpcUrls : List.of(network.rpcUrl());
        if (urls.isEmpty()) {
            throw new ConfigurationException(who + " has no node; set rpcUrl, or network for its public node");
        }
        urls.forEach(this::requireNodeUrl);
        return urls;
    }

    /** The URL isn't quoted, as many nodes have the key of the account in it. */
    private void requireNodeUrl(URI url) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new ConfigurationException("The rpcUrl of " + who
                    + " is not an absolute http or https URL; set it to the JSON-RPC of a Tempo node, such as"
                    + " https://rpc.tempo.xyz");
        }
        if (url.getUserInfo() != null) {
            throw new ConfigurationException("The rpcUrl of " + who + " for " + url.getHost()
                    + " has a user name or password in it, which is not sent; set one without");
        }
    }

    static String hostAndPort(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** A decimal amount of a setting, in base units. */
    static BigInteger units(String who, String setting, String text) {
        try {
            return Price.of(text).toAmount(TempoNetwork.DECIMALS).baseUnits();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    "The " + setting + " of " + who + " is \"" + text + "\": " + wrong.getMessage()
                            + "; set it to a decimal amount with up to " + TempoNetwork.DECIMALS
                            + " digits behind the point",
                    wrong);
        }
    }
}
