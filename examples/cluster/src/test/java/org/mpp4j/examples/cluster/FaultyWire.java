package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP connection that fails when it is told to, between the instances and what they keep their state in. Nothing that went
 * over it is changed; it is only held back, cut or lost.
 */
final class FaultyWire implements AutoCloseable {

    /** What happens to connections that are there, and to new ones. */
    private enum Mode {
        PASS,
        STALL,
        REFUSE
    }

    private final int target;
    private final ServerSocket listener;
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private Mode mode = Mode.PASS;

    FaultyWire(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
        inBackground("wire-accept", this::acceptAll);
    }

    /** Where the other end is found, on the loopback address. */
    int port() {
        return listener.getLocalPort();
    }

    /** Everything goes through, what was held back included. */
    void pass() {
        become(Mode.PASS);
    }

    /** Nothing moves in either direction, until told otherwise. New connections are taken, and held too. */
    void stall() {
        become(Mode.STALL);
    }

    /** All connections are reset, and so is each new one. */
    void refuse() {
        become(Mode.REFUSE);
        drop();
    }

    /** All connections are reset. New ones work. */
    void drop() {
        lines.forEach(Line::reset);
    }

    /** The store has said its last word on every connection, as far as the instances can see; it still hears them. New ones work. */
    void closeTowardsInstances() {
        lines.forEach(line -> finish(line.near));
    }

    /** The instances have said their last word on every connection, as far as the store can see. New ones work. */
    void closeTowardsStore() {
        lines.forEach(line -> finish(line.far));
    }

    /** Whatever is sent on the connections there are is lost, in both directions, for ever. New ones work. */
    void lose() {
        lines.forEach(line -> line.lost = true);
    }

    private static void finish(Socket end) {
        try {
            end.shutdownOutput();
        } catch (IOException gone) {
            // Then there is nothing to be closed any more.
        }
    }

    private synchronized void become(Mode next) {
        mode = next;
        notifyAll();
    }

    private synchronized Mode mode() {
        return mode;
    }

    private synchronized void awaitEndOfStall() throws IOException {
        try {
            while (mode == Mode.STALL) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    private void acceptAll() throws IOException {
        while (!listener.isClosed()) {
            Socket near = listener.accept();
            if (mode() == Mode.REFUSE) {
                reset(near);
            } else {
                inBackground("wire-open", () -> open(near));
            }
        }
    }

    private void open(Socket near) throws IOException {
        awaitEndOfStall();
        Socket far;
        try {
            far = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException notThere) {
            reset(near);
            return;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Line line = new Line(near, far);
        lines.add(line);
        inBackground("wire-there", () -> line.carry(near, far));
        inBackground("wire-back", () -> line.carry(far, near));
    }

    /** A connection: its near end leads to an instance, its far end to the store. */
    private final class Line {

        private final Socket near;
        private final Socket far;
        private int openDirections = 2;
        private volatile boolean lost;

        Line(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private void carry(Socket from, Socket to) throws IOException {
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] packet = new byte[65_536];
                for (int count = in.read(packet); count >= 0; count = in.read(packet)) {
                    awaitEndOfStall();
                    if (!lost) {
                        out.write(packet, 0, count);
                    }
                }
                if (!lost) {
                    finish(to);
                }
            } catch (IOException broken) {
                reset();
            } finally {
                directionIsOver();
            }
        }

        private synchronized void directionIsOver() throws IOException {
            if (--openDirections == 0) {
                near.close();
                far.close();
                lines.remove(this);
            }
        }

        void reset() {
            FaultyWire.reset(near);
            FaultyWire.reset(far);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException gone) {
            // That is what was wanted.
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException closed) {
                        // One end of a connection is gone, so this thread is done.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        become(Mode.REFUSE);
        drop();
    }
}
