package org.mpp4j.lightning;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Lightning Network that charges can be made on (draft-lightning-charge section "Method Details").
 *
 * @since 0.1
 */
public enum LightningNetwork {
    /** Real money. */
    MAINNET("mainnet", "bc"),
    /** Worth nothing: blocks that anybody can make at will. */
    REGTEST("regtest", "bcrt"),
    /** Worth nothing: the public test network whose blocks are signed. */
    SIGNET("signet", "tbs");

    private final String identifier;
    private final String prefix;

    LightningNetwork(String identifier, String prefix) {
        this.identifier = identifier;
        this.prefix = prefix;
    }

    /**
     * The name in the request of a challenge.
     *
     * @return for example {@code mainnet}
     */
    public String identifier() {
        return identifier;
    }

    /**
     * What stands behind {@code ln} in the invoices of this network (BOLT 11).
     *
     * @return for example {@code bc}
     */
    public String prefix() {
        return prefix;
    }

    /**
     * The network with a name.
     *
     * @param identifier as in the request of a challenge
     * @return the network if there is one of that name
     */
    public static Optional<LightningNetwork> named(String identifier) {
        return Arrays.stream(values())
                .filter(network -> network.identifier.equals(identifier))
                .findFirst();
    }
}
