package org.mpp4j.interop;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.mpp4j.protocol.JsonObject;

/** A merchant with the server of mppx, as it is published, run by Node in a process of its own. */
final class MppxServer implements AutoCloseable {

    static final String SPLIT_1 = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
    static final String SPLIT_2 = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String LISTENS = "listens on ";

    private final Program node;
    private final URI url;

    private MppxServer(Program node, URI url) {
        this.node = node;
        this.url = url;
    }

    /** Starts it, to sell on that chain for pathUSD. */
    static MppxServer start(long chainId, URI tempoNode) {
        Program node = Program.start(
                "mppx server",
                NodeModules.SCRIPTS,
                NodeModules.environment(),
                List.of(NodeModules.node().toString(), "merchant.mjs"));
        JsonObject settings = JsonObject.builder()
                .put("chainId", chainId)
                .put("node", tempoNode.toString())
                .put("currency", Anvil.PATH_USD)
                .put("merchant", Account.MERCHANT.address())
                .put("sponsorKey", Account.POOR.key())
                .put("split1", SPLIT_1)
                .put("split2", SPLIT_2)
                .build();
        try {
            String line = node.ask(settings.toCanonicalString(), PATIENCE);
            return new MppxServer(node, URI.create(line.substring(LISTENS.length())));
        } catch (RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    URI url(String path) {
        return url.resolve(path);
    }

    String printed() {
        return node.printed();
    }

    @Override
    public void close() {
        node.close();
    }
}
