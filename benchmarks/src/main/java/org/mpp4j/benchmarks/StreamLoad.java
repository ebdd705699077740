package org.mpp4j.benchmarks;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.testkit.SandboxSession;

/**
 * Many streams at once: starts a {@link StreamServer} with a heap of 2 GiB, opens streams to it from one thread, each with a
 * session of its own, and counts the tokens that come. At the end the clients' tokens, the server's, and what the sessions
 * spent have to be the same.
 */
public final class StreamLoad {

    /** So many are opened before what has come is read. */
    static final int AT_ONCE = 200;

    private final StreamProcess server;
    private final ManyStreams clients;

    private StreamLoad(StreamProcess server) throws IOException {
        this.server = server;
        this.clients = new ManyStreams(server.url());
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
        try (StreamProcess server = StreamProcess.start(args.length > 2 ? args[2] : "")) {
            new StreamLoad(server).run(streams, seconds);
        }
    }

    private void run(int streams, int seconds) throws Exception {
        Challenge challenge = server.challenge();
        for (int i = 0; i < streams; i++) {
            BigInteger authorized = BigInteger.valueOf(streams * (long) seconds);
            clients.open(PaymentAuthorization.format(
                    Credential.of(challenge, SandboxSession.authorize("session-of-load-" + i, authorized))));
            if (i % AT_ONCE == 0) {
                clients.readFor(20);
            }
        }
        clients.readUntil(
                "all streams open", Duration.ofMinutes(2), () -> server.books().open() == streams);
        long before = clients.tokens();
        long start = System.nanoTime();
        clients.readFor(TimeUnit.SECONDS.toMillis(seconds));
        double took = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%,d streams: %,.0f tokens/s, that is %.3f for each stream and second, over %.0f s%n",
                streams,
                (clients.tokens() - before) / took,
                (clients.tokens() - before) / took / streams,
                took);
        System.out.println("the server's threads at most: " + server.end().mostThreads());
        clients.readUntil("all receipts", Duration.ofMinutes(1), () -> clients.receipts() == streams);
        assertTheBooksAgree(server.books().written(), clients);
    }

    /** What was written is what was read and paid for. */
    static void assertTheBooksAgree(long written, ManyStreams clients) {
        System.out.printf(
                Locale.ROOT,
                "tokens written %,d, read %,d, paid for %,d; receipts %,d, connections lost %d%n",
                written,
                clients.tokens(),
                clients.spent() / StreamServer.PRICE,
                clients.receipts(),
                clients.closed());
        if (written != clients.tokens() || clients.spent() != clients.tokens() * StreamServer.PRICE) {
            throw new IllegalStateException("The books don't agree");
        }
    }
}
