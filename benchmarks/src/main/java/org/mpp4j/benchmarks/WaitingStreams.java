package org.mpp4j.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperChannel;
import org.mpp4j.protocol.PaymentAuthorization;

/**
 * Many streams that wait for money at once: starts a {@link StreamServer} with a heap of 2 GiB that sells from Lightning
 * sessions, opens streams to it, each with a session of its own, until all have used up their deposits, tells what the server
 * needs to let them wait, tops all of them up, and closes their sessions when that is used up, too. At the end the books of the clients,
 * the server and both wallets have to agree. The wallets only play, and are in this process.
 */
public final class WaitingStreams {

    private static final long DEPOSIT = StreamServer.DEPOSIT_UNITS * (long) StreamServer.PRICE;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final PaperChannel wallets;
    private final StreamProcess server;
    private final ManyStreams clients;
    private final LightningSessionPayer payer;
    private final List<PaidSession> sessions = new ArrayList<>();

    private WaitingStreams(PaperChannel wallets, StreamProcess server) throws IOException {
        this.wallets = wallets;
        this.server = server;
        this.clients = new ManyStreams(server.url());
        this.payer = LightningSessionPayer.with(wallets.customer(), LightningNetwork.REGTEST)
                .limit(2 * DEPOSIT);
    }

    /**
     * Runs it.
     *
     * @param args how many streams (10,000), and for how many seconds all of them wait (30)
     * @throws Exception if something fails
     */
    public static void main(String... args) throws Exception {
        int streams = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        // Otherwise the JDK's HTTP server keeps an answer of the node back until what came before is acknowledged.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        PaperChannel wallets = new PaperChannel(InstantSource.system());
        try (NodeFront node = NodeFront.of(LightningBackend.LND, wallets);
                StreamProcess server =
                        StreamProcess.start("lightning", node.url().toString())) {
            new WaitingStreams(wallets, server).run(streams, seconds);
        }
    }

    private void run(int streams, int seconds) throws Exception {
        open(1); // so that all classes are there
        clients.readUntil("a stream that waits", PATIENCE, () -> clients.needs() == 1);
        System.out.println("1 stream waits: " + server.booksAfterCollection().resources());
        long start = System.nanoTime();
        open(streams - 1);
        clients.readUntil("all streams used up their deposits", PATIENCE, () -> clients.needs() == streams);
        report("%,d streams have opened their sessions and used up their deposits", streams, start);

        clients.readFor(TimeUnit.SECONDS.toMillis(seconds));
        StreamProcess.Books waiting = server.booksAfterCollection();
        System.out.printf(Locale.ROOT, "%,d streams wait, since %d s: %s%n", streams, seconds, waiting.resources());
        require(waiting.open() == streams && clients.closed() == 0, "all streams are open");
        require(clients.tokens() == DEPOSIT / StreamServer.PRICE * streams, "none has more than was paid for");

        start = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            server.manage(sessions.get(i).topUp(server.challenge()));
            readAfter(i);
        }
        clients.readUntil("all streams used up their top-ups", PATIENCE, () -> clients.needs() == 2L * streams);
        report("%,d streams were topped up and used that up", streams, start);
        require(clients.tokens() == 2 * DEPOSIT / StreamServer.PRICE * streams, "all have what was paid for");

        start = System.nanoTime();
        for (int i = 0; i < streams; i++) {
            server.manage(sessions.get(i).close(server.challenge()));
            readAfter(i);
        }
        clients.readUntil("all receipts", PATIENCE, () -> clients.receipts() == streams);
        report("%,d sessions were closed under their streams", streams, start);
        StreamLoad.assertTheBooksAgree(server.books().written(), clients);
        require(wallets.deposited() - wallets.returned() == clients.spent() * 1000, "the merchant has what was spent");
    }

    private void open(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            PaidSession session = payer.open(server.challenge());
            sessions.add(session);
            clients.open(PaymentAuthorization.format(session.open()));
            readAfter(i);
        }
    }

    private void readAfter(int index) throws IOException {
        if (index % StreamLoad.AT_ONCE == 0) {
            clients.readFor(20);
        }
    }

    private static void report(String what, int streams, long start) {
        System.out.printf(Locale.ROOT, what + ", in %.0f s%n", streams, (System.nanoTime() - start) / 1e9);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("Not as it has to be: " + what);
        }
    }
}
