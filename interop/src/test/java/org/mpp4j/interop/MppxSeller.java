package org.mpp4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.mpp4j.protocol.JsonObject;

/** A seller of sessions with the server of mppx, as it is published, run by Node in a process of its own. */
final class MppxSeller implements AutoCloseable {

    /** In which the merchant, and payers unless they are sponsored, pay fees, so that balances of pathUSD are exact. */
    static final String FEE_TOKEN = "0x20c0000000000000000000000000000000000001";

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String LISTENS = "listens on ";

    private final Program node;
    private final URI url;

    private MppxSeller(Program node, URI url) {
        this.node = node;
        this.url = url;
    }

    /** Starts it, to sell on that chain for pathUSD. */
    static MppxSeller start(long chainId, URI tempoNode) {
        Program node = Program.start(
                "mppx seller",
                NodeModules.SCRIPTS,
                NodeModules.environment(),
                List.of(NodeModules.node().toString(), "seller.mjs"));
        JsonObject settings = JsonObject.builder()
                .put("chainId", chainId)
                .put("node", tempoNode.toString())
                .put("currency", Anvil.PATH_USD)
                .put("feeToken", FEE_TOKEN)
                .put("merchantKey", Account.MERCHANT.key())
                .put("sponsorKey", Account.POOR.key())
                .build();
        try {
            String line = node.ask(settings.toCanonicalString(), PATIENCE);
            return new MppxSeller(node, URI.create(line.substring(LISTENS.length())));
        } catch (RuntimeException failed) {
            node.close();
            throw failed;
        }
    }

    URI url(String path) {
        return url.resolve(path);
    }

    /** Takes what the highest voucher of a channel is for. */
    void settle(String channelId) {
        HttpRequest request = HttpRequest.newBuilder(url("/settle?channel=" + channelId))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("The seller can't settle. It printed:\n" + printed());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    String printed() {
        return node.printed();
    }

    @Override
    public void close() {
        node.close();
    }
}
