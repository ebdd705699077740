package org.mpp4j.interop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.awaitility.Awaitility;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.TempoSessionClient;
import org.mpp4j.tempo.client.TempoWallet;

/**
 * Pays for requests and streams from one channel after the other, several at a time, until it is told to stop. When something
 * goes wrong it tries something else a moment later, as it comes.
 */
final class SessionCustomer {

    private static final TempoAddress PATH_USD = TempoAddress.parse(Anvil.PATH_USD);
    private static final Amount DEPOSIT = Amount.ofBaseUnits(10_000);
    private static final Amount PLENTY = Amount.ofBaseUnits(1_000_000_000);
    private static final int ONE_CLOSE_IN = 40;
    private static final int MOST_TOKENS = 30;

    private final URI shop;
    private final NotingHttpClient http;
    private final TempoSessionClient client;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Integer> troubles = new TreeMap<>();

    /** Whoever closes the channel waits for all who use it. */
    private final ReadWriteLock channel = new ReentrantReadWriteLock();

    /** Of a shop, over a node, with a client of its own. */
    SessionCustomer(URI shop, URI node, NotingHttpClient http) {
        this.shop = shop;
        this.http = http;
        this.client = TempoSessionClient.builder()
                .signer(TempoWallet.ofKey(Account.PAYER.key()))
                .chainId(Marketplace.MODERATO)
                .rpcUrl(node)
                .feeToken(TempoAddress.parse(MppxSeller.FEE_TOKEN))
                .limits(SpendingLimits.of(
                        Allowance.of("tempo", Anvil.PATH_USD, PLENTY).total(PLENTY)))
                .maxUnitPrice(PLENTY)
                .maxDeposit(PLENTY)
                .deposit(DEPOSIT)
                .httpClient(http)
                .build();
    }

    /** So many requests at a time. */
    void start(int together, long seed) {
        for (int i = 0; i < together; i++) {
            Random random = new Random(seed + i);
            Thread thread = new Thread(() -> shopAround(random), "customer");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void shopAround(Random random) {
        try {
            boolean isServed;
            do {
                isServed = attempt(random.nextInt(ONE_CLOSE_IN), 1 + random.nextInt(MOST_TOKENS));
            } while (!stop.await(random.nextInt(isServed ? 40 : 200), TimeUnit.MILLISECONDS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean attempt(int wish, int tokens) throws InterruptedException {
        Lock lock = wish == 0 ? channel.writeLock() : channel.readLock();
        lock.lockInterruptibly();
        try {
            if (wish == 0) {
                var unused = client.close(shop.resolve("/session"));
            } else if (wish % 2 == 0) {
                var unused = client.send(request("/session"), BodyHandlers.ofString());
            } else {
                var unused = client.stream(request("/stream?tokens=" + tokens), token -> {});
            }
            return true;
        } catch (IOException | PaymentFailedException trouble) {
            synchronized (troubles) {
                troubles.merge(trouble.toString().replaceAll("[0-9]{4,}", "#"), 1, Integer::sum);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * With a name of its own: the JDK's client sends a GET again by itself when the connection that it used once more has ended,
     * and both would be charged.
     */
    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(shop.resolve(path))
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
    }

    /** Ends what is under way and closes the channel. */
    void leave(Duration patience) {
        stop.countDown();
        for (Thread thread : threads) {
            try {
                thread.join(patience.toMillis());
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            if (thread.isAlive()) {
                throw new AssertionError("A request doesn't end: " + List.of(thread.getStackTrace()));
            }
        }
        Awaitility.await("the close of the last channel, after " + troubles)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!client.deposited(PATH_USD).isZero()) {
                        var unused = attempt(0, 0);
                    }
                    return client.deposited(PATH_USD).isZero();
                });
    }

    Collection<ChannelBook> books() {
        return http.books();
    }

    /** What went wrong, and how often. */
    Map<String, Integer> troubles() {
        synchronized (troubles) {
            return new TreeMap<>(troubles);
        }
    }
}
