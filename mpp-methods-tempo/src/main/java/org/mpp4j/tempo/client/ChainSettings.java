package org.mpp4j.tempo.client;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoNetwork;

/** Chain and node of a builder. Not thread-safe. */
final class ChainSettings {

    private final String who;
    private @Nullable TempoNetwork network;
    private @Nullable Long chainId;
    private @Nullable URI rpcUrl;

    /** What is being built, for messages. */
    ChainSettings(String who) {
        this.who = who;
    }

    void network(TempoNetwork known) {
        this.network = Objects.requireNonNull(known, "network");
    }

    void chainId(long id) {
        this.chainId = id;
    }

    void rpcUrl(URI url) {
        this.rpcUrl = Objects.requireNonNull(url, "rpcUrl");
    }

    long requireChainId() {
        if (network != null && chainId != null && network.chainId() != chainId) {
            throw new ConfigurationException(who + " has the chain id " + chainId + " and a network with chain id "
                    + network.chainId() + "; set one of the two");
        }
        if (network != null) {
            return network.chainId();
        }
        if (chainId == null || chainId < 1) {
            throw new ConfigurationException(who + " has no chain; set network, or chainId, such as 4217, with rpcUrl");
        }
        return chainId;
    }

    URI requireUrl() {
        URI url = rpcUrl != null ? rpcUrl : network != null ? network.rpcUrl() : null;
        if (url == null) {
            throw new ConfigurationException(who + " has no node; set rpcUrl to the URL of its JSON-RPC");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("https") || scheme.equals("http")) || url.getHost() == null) {
            // The URL itself isn't shown: it may have a key in it.
            throw new ConfigurationException(
                    "The rpcUrl of " + who + " is not an http or https URL with a host; set it to that of a node");
        }
        return url;
    }
}
