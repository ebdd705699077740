package org.mpp4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what is ready as bytes over connections that stay open, one for each channel, from one thread: the next request of a
 * channel when the last one is answered. Spends as little as it can, because the server needs the processor.
 */
final class VoucherClient implements AutoCloseable {

    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RECEIPT = "\r\npayment-receipt:".getBytes(StandardCharsets.US_ASCII);
    private static final int LARGEST = 16 * 1024;
    private static final long PATIENCE = 30_000;

    /** One connection, and the requests of one channel. */
    private static final class Lane {

        private final SocketChannel socket;
        private final List<byte[]> requests;
        private final ByteBuffer answer = ByteBuffer.allocate(LARGEST);
        private ByteBuffer request = ByteBuffer.allocate(0);
        private int next;

        private Lane(SocketChannel socket, List<byte[]> requests) {
            this.socket = socket;
            this.requests = requests;
        }

        void send() throws IOException {
            request = ByteBuffer.wrap(requests.get(next++));
            answer.clear();
            while (request.hasRemaining()) { // a request fits into the socket's buffer
                socket.write(request);
            }
        }

        /** Whether an answer is there as a whole. */
        boolean receive() throws IOException {
            if (socket.read(answer) < 0) {
                throw new IOException("The server has closed a connection");
            }
            int header = endOfHeader();
            if (header < 0) {
                return false;
            }
            if (!startsWith(OK, 0) || find(RECEIPT, header) < 0) {
                throw new IOException("The server answered with: " + text());
            }
            int length = find(LENGTH, header);
            if (length < 0) {
                throw new IOException("The server doesn't tell the length of its answer: " + text());
            }
            return answer.position() >= header + number(length + LENGTH.length);
        }

        private String text() {
            return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
        }

        private int endOfHeader() {
            byte[] bytes = answer.array();
            for (int i = 3; i < answer.position(); i++) {
                if (bytes[i] == '\n' && bytes[i - 2] == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private int find(byte[] what, int end) {
            for (int i = 0; i < end - what.length; i++) {
                if (answer.get(i) == '\r' && startsWith(what, i)) {
                    return i;
                }
            }
            return -1;
        }

        /** In any case. */
        private boolean startsWith(byte[] what, int at) {
            for (int i = 0; i < what.length; i++) {
                byte there = answer.get(at + i);
                if (there != what[i] && Character.toLowerCase(there) != what[i]) {
                    return false;
                }
            }
            return true;
        }

        private int number(int at) {
            int number = 0;
            for (int i = at; answer.get(i) != '\r'; i++) {
                if (answer.get(i) != ' ') {
                    number = 10 * number + answer.get(i) - '0';
                }
            }
            return number;
        }
    }

    /**
     * What was sent and answered.
     *
     * @param byChannel how many requests
     * @param nanos how long it took
     * @param cpuNanos what it cost on this side
     */
    record Sent(List<Integer> byChannel, long nanos, long cpuNanos) {

        int requests() {
            return byChannel.stream().mapToInt(Integer::intValue).sum();
        }
    }

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final Selector selector = Selector.open();
    private final List<Lane> lanes = new ArrayList<>();
    private long end;
    private int underWay;
    private boolean isOver;

    /**
     * Connects to a server.
     *
     * @param requests of each channel, in order
     */
    VoucherClient(URI server, List<List<byte[]>> requests) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
        for (List<byte[]> some : requests) {
            SocketChannel socket = SocketChannel.open(address);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
            Lane lane = new Lane(socket, some);
            socket.register(selector, SelectionKey.OP_READ, lane);
            lanes.add(lane);
        }
    }

    /**
     * Sends for so long, or until a channel has no more requests, and waits for the last answers.
     *
     * @throws IOException if one isn't answered with 200 and a receipt
     */
    Sent send(long nanos) throws IOException {
        long cpu = CPU.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        end = start + nanos;
        for (Lane lane : lanes) {
            lane.send();
        }
        underWay = lanes.size();
        while (underWay > 0) {
            if (selector.select(this::receive, PATIENCE) == 0) {
                throw new IOException("The server doesn't answer any more");
            }
        }
        return new Sent(
                lanes.stream().map(lane -> lane.next).toList(),
                System.nanoTime() - start,
                CPU.getCurrentThreadCpuTime() - cpu);
    }

    private void receive(SelectionKey key) {
        Lane lane = (Lane) key.attachment();
        try {
            if (!lane.receive()) {
                return;
            }
            if (!isOver && System.nanoTime() - end < 0 && lane.next < lane.requests.size()) {
                lane.send();
            } else {
                underWay--;
                isOver = true; // one that has nothing left ends it for all
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        for (Lane lane : lanes) {
            lane.socket.close();
        }
        selector.close();
    }
}
