package org.mpp4j.examples.llmstream;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Serves a paid stream, reads it once, and ends. With {@code --serve} it goes on serving, and the page can be opened. */
public final class LlmStream {

    private static final int PORT = 8402;
    private static final long MILLIS_PER_TOKEN = 40;

    /** A token costs 100 base units. */
    private static final BigInteger STEP = BigInteger.valueOf(1500);

    private static final BigInteger LIMIT = BigInteger.valueOf(10_000);

    /** Held on to, because loggers that nobody holds forget their level. */
    private static final Logger JETTY_LOG = Logger.getLogger("org.eclipse.jetty");

    private LlmStream() {}

    /**
     * Runs the example.
     *
     * @param args none, or {@code --serve}
     * @throws Exception if the server can't start or the stream fails
     */
    public static void main(String... args) throws Exception {
        List<String> options = List.of(args);
        if (!options.isEmpty() && !options.equals(List.of("--serve"))) {
            System.err.println("Usage: llm-stream [--serve]");
            System.exit(2);
        }
        JETTY_LOG.setLevel(Level.WARNING);
        try (LlmServer server = new LlmServer(PORT, LanguageModel.wellRead(), MILLIS_PER_TOKEN)) {
            URI page = server.start();
            new Reader(page.resolve("/completion?prompt=words"), STEP, LIMIT, System.out).read();
            if (options.contains("--serve")) {
                System.out.println("Open " + page + " in a browser, end with Ctrl-C");
                server.join();
            }
        }
    }
}
