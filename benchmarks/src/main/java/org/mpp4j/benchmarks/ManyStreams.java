package org.mpp4j.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * The clients of many streams of a {@link StreamServer}: reads them all from the thread that calls, and counts what comes. Not
 * thread-safe.
 */
final class ManyStreams {

    private static final byte[] TOKEN = "event: message".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEED = "event: payment-need-topup".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIPT = "event: payment-receipt".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SPENT = "\"spent\":".getBytes(StandardCharsets.US_ASCII);

    /** Tells whether what is waited for has come; asks the server, maybe. */
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Selector selector = Selector.open();
    private final URI server;
    private long tokens;
    private long needs;
    private long receipts;
    private long spent;
    private int closed;

    ManyStreams(URI server) throws IOException {
        this.server = server;
    }

    /** How many tokens have come. */
    long tokens() {
        return tokens;
    }

    /** How often a stream asked for a top-up. */
    long needs() {
        return needs;
    }

    /** How many streams have ended with a receipt. */
    long receipts() {
        return receipts;
    }

    /** What was spent according to receipts. */
    long spent() {
        return spent;
    }

    /** How many connections have ended. */
    int closed() {
        return closed;
    }

    /** Opens another one. */
    void open(String authorization) throws IOException {
        String request = "GET /stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization + "\r\n\r\n";
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, new Scan());
    }

    /** Reads until something has come to be, or fails. */
    void readUntil(String what, Duration patience, Condition condition) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Not in " + patience.toSeconds() + " s: " + what);
            }
            readFor(200);
        }
    }

    void readFor(long millis) throws IOException {
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
        private int ofNeed;
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
                    } else if (next != '"' || number > 0) { // a number is written as text or as it is
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
                ofNeed = match(NEED, ofNeed, next);
                if (ofNeed == NEED.length) {
                    needs++;
                    ofNeed = 0;
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
