package org.mpp4j.tempo;

import java.net.URI;
import java.util.Objects;

/**
 * A Tempo chain that everybody knows: its id, a public node, and the stablecoin charged in by default.
 *
 * @param chainId as in EIP-155
 * @param rpcUrl a JSON-RPC node; a public one is shared by all the world, so in production rather name your own
 * @param currency the TIP-20 token, with {@value #DECIMALS} decimals, that prices are in by default
 * @since 0.1
 */
public record TempoNetwork(long chainId, URI rpcUrl, TempoAddress currency) {

    /** Every TIP-20 stablecoin has six decimals: one base unit is 0.000001. */
    public static final int DECIMALS = 6;

    /** The main network, in USDC.e. */
    public static final TempoNetwork MAINNET = new TempoNetwork(
            4217,
            URI.create("https://rpc.tempo.xyz"),
            TempoAddress.parse("0x20C000000000000000000000b9537d11c60E8b50"));

    /** The test network, in pathUSD, which costs nothing. */
    public static final TempoNetwork MODERATO = new TempoNetwork(
            42431,
            URI.create("https://rpc.moderato.tempo.xyz"),
            TempoAddress.parse("0x20c0000000000000000000000000000000000000"));

    /**
     * Checks the parts.
     *
     * @param chainId positive
     * @param rpcUrl not null
     * @param currency not null
     */
    public TempoNetwork {
        Objects.requireNonNull(rpcUrl, "rpcUrl");
        Objects.requireNonNull(currency, "currency");
        if (chainId < 1) {
            throw new IllegalArgumentException("A chain id is positive, got " + chainId);
        }
    }
}
