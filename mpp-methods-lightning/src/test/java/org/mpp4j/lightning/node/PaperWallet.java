package org.mpp4j.lightning.node;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.lightning.internal.bolt11.InvoiceWriter;

/** A wallet without a network, whose owner says what is paid. Its invoices are real. */
public final class PaperWallet implements Wallet {

    private static final BigInteger KEY = BigInteger.valueOf(4711);

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private final Map<PaymentHash, Preimage> preimages = new ConcurrentHashMap<>();
    private final Map<PaymentHash, InvoiceState> states = new ConcurrentHashMap<>();

    public final AtomicInteger created = new AtomicInteger();
    public volatile String network = "bcrt";
    public volatile long addedMillisatoshi;
    public volatile Duration addedExpiry = Duration.ZERO;
    public volatile boolean liesAboutTheHash;
    public volatile boolean repeatsHashes;

    public PaperWallet(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Issued create(long millisatoshi, String description, Duration expiry) {
        created.incrementAndGet();
        byte[] secret = new byte[32];
        if (!repeatsHashes) {
            random.nextBytes(secret);
        }
        Preimage preimage = Preimage.of(secret);
        PaymentHash hash = preimage.hash();
        preimages.put(hash, preimage);
        states.put(hash, InvoiceState.OPEN);
        long now = clock.instant().getEpochSecond();
        Duration lifetime = expiry.plus(addedExpiry);
        String bolt11 = invoice(network, millisatoshi + addedMillisatoshi, now)
                .bytes(InvoiceWriter.PAYMENT_HASH, hash.bytes())
                .text(InvoiceWriter.DESCRIPTION, description)
                .number(InvoiceWriter.EXPIRY, lifetime.toSeconds())
                .bytes(InvoiceWriter.PAYMENT_SECRET, secret)
                .usualFeatures()
                .sign(KEY);
        return new Issued(bolt11, liesAboutTheHash ? PaymentHash.of(secret) : hash, now + lifetime.toSeconds());
    }

    /** The shortest way to write an amount is a node's business; this is one way. */
    public static InvoiceWriter invoice(String network, long millisatoshi, long now) {
        if (millisatoshi == 0) {
            return new InvoiceWriter("ln" + network, now); // the payer decides
        }
        String amount = millisatoshi % 100 == 0 ? millisatoshi / 100 + "n" : millisatoshi * 10 + "p";
        return new InvoiceWriter("ln" + network + amount, now);
    }

    public void set(PaymentHash hash, InvoiceState state) {
        states.put(hash, state);
    }

    public Preimage secret(PaymentHash hash) {
        return preimages.get(hash);
    }

    @Override
    public InvoiceState state(PaymentHash hash) {
        return states.getOrDefault(hash, InvoiceState.UNKNOWN);
    }

    @Override
    public Optional<Preimage> preimage(PaymentHash hash) {
        return Optional.ofNullable(preimages.get(hash));
    }

    @Override
    public PaymentResult pay(String bolt11, Duration deadline) {
        return new PaymentResult.Failed("A paper wallet pays nobody");
    }
}
