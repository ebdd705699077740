package org.mpp4j.lightning;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.mpp4j.lightning.internal.node.ClnNode;
import org.mpp4j.lightning.internal.node.LnbitsNode;
import org.mpp4j.lightning.internal.node.LndNode;
import org.mpp4j.lightning.internal.node.PhoenixdNode;

/**
 * Software that runs a Lightning node and can be used over HTTP.
 *
 * @since 0.1
 */
public enum LightningBackend {
    /** LND, through its REST interface; the credential is a macaroon in hexadecimal digits. */
    LND(LndNode::new),
    /** Core Lightning, through clnrest; the credential is a rune. */
    CLN(ClnNode::new),
    /** phoenixd; the credential is its HTTP password. Whole satoshi only. */
    PHOENIXD(PhoenixdNode::new),
    /** A wallet on LNbits; the credential is its invoice key, or to pay, its admin key. Whole satoshi only. */
    LNBITS(LnbitsNode::new);

    private final Function<NodeConnection, LightningNode> factory;

    LightningBackend(Function<NodeConnection, LightningNode> factory) {
        this.factory = factory;
    }

    /**
     * A node of this kind. Doesn't connect yet.
     *
     * @param connection where it is
     * @return the node
     */
    public LightningNode at(NodeConnection connection) {
        return factory.apply(connection);
    }

    /**
     * The kind with a name.
     *
     * @param name {@code lnd}, {@code cln}, {@code phoenixd} or {@code lnbits}, in any case
     * @return the kind if there is one of that name
     */
    public static Optional<LightningBackend> named(String name) {
        String wanted = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(backend -> backend.name().equals(wanted))
                .findFirst();
    }
}
