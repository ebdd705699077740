package org.mpp4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.SandboxSession;

/**
 * Many streams at once: starts a {@link StreamServer} with a heap of 2 GiB, opens streams to it from one thread, each with a
 * session of its own, and counts the tokens that come. At the end the clients' tokens, the server's, and what the sessions
 * spent have to be the same.
 */
public final class StreamLoad {

    private static final byte[] TOKEN = "event: message".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIPT = "event: payment-receipt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SPENT = "\"spent\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int AT_ONCE = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Selector selector = Selector.open();
    private final URI server;
    private long tokens;
    private long receipts;
    private long spent;
    private int closed;

    private StreamLoad(URI server) throws IOException {
        this.server = server;
    }

    /**
     * Runs it.
     *
     * @param args how many streams (10,000), for how many seconds (30), and {@code virtual} for a virtual thread each
     * @throws Exception if something fails
     */
    public static void main(String... args) throws Exception {
        int streams = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamServer.class.getName(),
                        "0",
                        args.length > 2 ? args[2] : "")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = said.readLine();
            if (line == null) {
                throw new IllegalStateException("The stream server didn't start");
            }
            new StreamLoad(URI.create(line.substring(line.indexOf("http")))).run(streams, seconds);
        } finally {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void run(int streams, int seconds) throws Exception {
        Challenge challenge = WwwAuthenticate.parse(http.send(
                                HttpRequest.newBuilder(server.resolve("/stream"))
                                        .build(),
                                BodyHandlers.discarding())
                        .headers()
                        .allValues(WwwAuthenticate.HEADER))
                .get(0);
        for (int i = 0; i < streams; i++) {
            open(challenge, "session-of-load-" + i, streams * (long) seconds);
            if (i % AT_ONCE == 0) {
                readFor(20);
            }
        }
        readUntilOpen(streams);
        long before = tokens;
        long start = System.nanoTime();
        readFor(TimeUnit.SECONDS.toMillis(seconds));
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%,d streams: %,.0f tokens/s, that is %.3f for each stream and second, over %.0f s%n",
                streams,
                (tokens - before) / took,
                (tokens - before) / took / streams,
                took);
        List<String> books = books("/books?end=1");
        System.out.println("the server's threads at most: " + books.get(2));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (receipts < streams && System.nanoTime() < deadline) {
            readFor(100);
        }
        long written = Long.parseLong(books("/books").get(1));
        System.out.printf(
                Locale.ROOT,
                "tokens written %,d, read %,d, paid for %,d; receipts %,d, connections lost %d%n",
                written,
                tokens,
                spent / StreamServer.PRICE,
                receipts,
                closed);
        if (written != tokens || spent != tokens * StreamServer.PRICE || receipts != streams) {
            throw new IllegalStateException("The books don't agree");
        }
    }

    private List<String> books(String path) throws IOException, InterruptedException {
        return List.of(http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofString())
                .body()
                .split(" "));
    }

    private void readUntilOpen(int streams) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (Integer.parseInt(books("/books").get(0)) < streams) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not all streams were opened in two minutes");
            }
            readFor(500);
        }
    }

    private void open(Challenge challenge, String session, long authorized) throws IOException {
        String request = "GET /stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                + PaymentAuthorization.format(
                        Credential.of(challenge, SandboxSession.authorize(session, BigInteger.valueOf(authorized))))
                + "\r\n\r\n";
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Scan());
    }

    private void readFor(long millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = millis; left > 0; left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            selector.select(left);
            for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator(); ready.hasNext(); ) {
                read(ready.next());
                ready.remove();
            }
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        buffer.clear();
        int count;
        try {
            count = channel.read(buffer);
        } catch (IOException reset) {
            count = -1;
        }
        if (count < 0) {
            closed++;
            channel.close();
            return;
        }
        buffer.flip();
        ((Scan) key.attachment()).scan();
    }

    /** Looks for names of events in what one stream sends, wherever it is cut. */
    private final class Scan {

        private int ofToken;
        private int ofReceipt;
        private int ofSpent;
        private boolean isReceipt;
        private long number = -1;

        void scan() {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (number >= 0) {
                    if (next >= '0' && next <= '9') {
                        number = number * 10 + next - '0';
                    } else {
                        spent += number;
                        receipts++;
                        number = -1;
                        isReceipt = false;
                    }
                    continue;
                }
                ofToken = match(TOKEN, ofToken, next);
                if (ofToken == TOKEN.length) {
                    tokens++;
                    ofToken = 0;
                }
                ofReceipt = match(RECEIPT, ofReceipt, next);
                if (ofReceipt == RECEIPT.length) {
                    isReceipt = true;
                    ofReceipt = 0;
                }
                ofSpent = isReceipt ? match(SPENT, ofSpent, next) : 0;
                if (ofSpent == SPENT.length) {
                    number = 0;
                    ofSpent = 0;
                }
            }
        }

        /** No text that is looked for has its own beginning inside. */
        private int match(byte[] text, int matched, byte next) {
            return text[matched] == next ? matched + 1 : text[0] == next ? 1 : 0;
        }
    }
}
