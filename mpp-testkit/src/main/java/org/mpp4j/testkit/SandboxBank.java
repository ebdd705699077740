package org.mpp4j.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.mpp4j.protocol.JsonObject;

/**
 * A bank for play money that several processes share and that outlives them, for tests that kill a server in the midst of a
 * payment, and for clusters. Each server's {@link SandboxCharge} is told of it with
 * {@link SandboxCharge.Builder#bank(URI)}.
 *
 * <p>It is an HTTP server on the loopback address:
 *
 * <ul>
 *   <li>{@code POST /transfers/CHALLENGE-ID} moves money. It isn't idempotent, so that a server that pays twice is found out:
 *       every call is a transfer.
 *   <li>{@code GET /transfers/CHALLENGE-ID} tells the first transfer for a challenge and how many there were, or 404.
 *   <li>{@code GET /transfers} sums up: how many transfers there were, and for which challenges more than one.
 * </ul>
 *
 * <p>It remembers all transfers in memory, until it is closed. Who can connect can pay: never let it near anything of worth.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class SandboxBank implements AutoCloseable {

    private static final int MOST_BYTES = 65_536;

    private record Answer(int status, JsonObject body) {}

    private final HttpServer server;
    private final ExecutorService threads;
    private final ConcurrentMap<String, List<SandboxLedger.Entry>> transfers = new ConcurrentHashMap<>();

    private SandboxBank(HttpServer server) {
        this.server = server;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "sandbox-bank");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext(SandboxBankWire.PATH, this::serve);
    }

    /**
     * Opens a bank.
     *
     * @param port to listen at, on the loopback address; 0 for any free one
     * @return a bank that serves
     * @throws UncheckedIOException if the port isn't free
     */
    public static SandboxBank start(int port) {
        try {
            SandboxBank bank = new SandboxBank(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
            bank.server.start();
            return bank;
        } catch (IOException taken) {
            throw new UncheckedIOException("The sandbox bank can't listen at port " + port, taken);
        }
    }

    /**
     * Where the bank listens.
     *
     * @return the port
     */
    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * Where the bank is found.
     *
     * @return what {@link SandboxCharge.Builder#bank(URI)} takes
     */
    public URI uri() {
        InetAddress address = server.getAddress().getAddress();
        String host =
                address.getAddress().length == 4 ? address.getHostAddress() : "[" + address.getHostAddress() + "]";
        return URI.create("http://" + host + ":" + port());
    }

    /**
     * How often money moved.
     *
     * @return zero or more
     */
    public long transfers() {
        return transfers.values().stream().mapToLong(List::size).sum();
    }

    /**
     * How often money moved for a challenge.
     *
     * @param challengeId of the challenge
     * @return zero or more
     */
    public int transfersFor(String challengeId) {
        return transfers.getOrDefault(challengeId, List.of()).size();
    }

    /**
     * What was paid more than once, and should never have been.
     *
     * @return how often, by the id of the challenge; empty if all is well
     */
    public Map<String, Integer> duplicates() {
        Map<String, Integer> duplicates = new TreeMap<>();
        transfers.forEach((challengeId, all) -> {
            if (all.size() > 1) {
                duplicates.put(challengeId, all.size());
            }
        });
        return duplicates;
    }

    private void serve(HttpExchange http) throws IOException {
        try (http) {
            Answer answer = answer(http);
            byte[] body = answer.body().toCanonicalString().getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().set("Content-Type", "application/json");
            http.sendResponseHeaders(answer.status(), body.length);
            http.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange http) throws IOException {
        String path = http.getRequestURI().getRawPath();
        boolean post = http.getRequestMethod().equals("POST");
        if (!post && !http.getRequestMethod().equals("GET")) {
            return new Answer(405, JsonObject.EMPTY);
        }
        if (path.equals(SandboxBankWire.PATH)) {
            return post ? new Answer(405, JsonObject.EMPTY) : new Answer(200, sum());
        }
        if (!path.startsWith(SandboxBankWire.PATH + "/")) {
            return new Answer(404, JsonObject.EMPTY);
        }
        String challengeId = SandboxBankWire.challengeIdIn(path);
        if (post) {
            return transfer(challengeId, http.getRequestBody().readNBytes(MOST_BYTES));
        }
        List<SandboxLedger.Entry> all = transfers.getOrDefault(challengeId, List.of());
        return all.isEmpty() ? new Answer(404, JsonObject.EMPTY) : tell(200, all.get(0), all.size());
    }

    private Answer transfer(String challengeId, byte[] body) {
        SandboxLedger.Entry wanted;
        try {
            wanted = SandboxBankWire.read(challengeId, JsonObject.parse(new String(body, StandardCharsets.UTF_8)));
        } catch (RuntimeException malformed) {
            return new Answer(400, JsonObject.EMPTY);
        }
        List<SandboxLedger.Entry> all = transfers.compute(challengeId, (id, before) -> {
            List<SandboxLedger.Entry> after = new ArrayList<>(before == null ? List.of() : before);
            after.add(wanted);
            return List.copyOf(after);
        });
        return tell(201, wanted, all.size());
    }

    private static Answer tell(int status, SandboxLedger.Entry transfer, int count) {
        return new Answer(
                status,
                SandboxBankWire.write(transfer).toBuilder().put("count", count).build());
    }

    private JsonObject sum() {
        JsonObject.Builder duplicates = JsonObject.builder();
        duplicates().forEach(duplicates::put);
        return JsonObject.builder()
                .put("count", transfers())
                .put("duplicates", duplicates.build())
                .build();
    }

    /** Stops serving. Transfers are still told to this process. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Where it listens, and how much was paid. */
    @Override
    public String toString() {
        return "SandboxBank[port " + port() + ", " + transfers() + " transfers]";
    }
}
