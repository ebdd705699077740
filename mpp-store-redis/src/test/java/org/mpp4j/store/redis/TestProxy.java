package org.mpp4j.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server, and cuts, or holds back, what the server answers. */
final class TestProxy implements AutoCloseable {

    enum Fault {
        NONE,
        /** The request arrives; then the connection is cut. */
        LOSE_ANSWERS,
        /** The request arrives; the answer comes when the stall is over. */
        STALL
    }

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> lost = ConcurrentHashMap.newKeySet();
    private final AtomicInteger scripts = new AtomicInteger();
    private final Semaphore cut = new Semaphore(0);
    private volatile Fault fault = Fault.NONE;

    TestProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
        inBackground(this::acceptAll);
    }

    String uri() {
        return "redis://127.0.0.1:" + listener.getLocalPort();
    }

    synchronized void setFault(Fault next) {
        cut.drainPermits();
        fault = next;
        notifyAll();
    }

    private synchronized void awaitEndOfStall() throws IOException {
        try {
            while (fault == Fault.STALL) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    /** How many packets with scripts came by. */
    int scripts() {
        return scripts.get();
    }

    /** Waits until an answer was lost since the fault was set. */
    void awaitCut() {
        try {
            cut.acquire();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** What is sent on the connections there are is lost from now on, in both directions; new ones work. */
    void loseConnections() {
        lost.addAll(sockets);
    }

    private void cutAll() {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        sockets.clear();
    }

    private void acceptAll() throws IOException {
        while (!listener.isClosed()) {
            Socket client = listener.accept();
            sockets.add(client);
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            inBackground(() -> forward(client, server));
            inBackground(() -> answer(server, client));
        }
    }

    private void forward(Socket client, Socket server) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        byte[] packet = new byte[65_536];
        for (int count = in.read(packet); count >= 0; count = in.read(packet)) {
            if (lost.contains(client)) {
                continue;
            }
            if (new String(packet, 0, count, StandardCharsets.ISO_8859_1).contains("EVAL")) {
                scripts.incrementAndGet();
            }
            out.write(packet, 0, count);
        }
        server.close();
    }

    private void answer(Socket server, Socket client) throws IOException {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] packet = new byte[65_536];
        for (int count = in.read(packet); count >= 0; count = in.read(packet)) {
            if (fault == Fault.LOSE_ANSWERS) {
                cut.release();
                break;
            }
            awaitEndOfStall();
            if (!lost.contains(server)) {
                out.write(packet, 0, count);
            }
        }
        client.close();
        server.close();
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                // One end of a connection is gone, so this thread is done.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
            cutAll();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
