package org.mpp4j.tempo.internal.sponsor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mpp4j.money.Amount;
import org.mpp4j.tempo.FeePayerListener;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.TempoNode;

/**
 * What the fee payer has, as it was when last asked for. Nobody waits for it to be asked for anew: as long as nothing is known, it is
 * taken to be enough, and the chain refuses what isn't. Thread-safe.
 */
final class SponsorBalance {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final TempoAddress account;
    private final List<TempoAddress> tokens;
    private final BigInteger low;
    private final FeePayerListener listener;
    private final TempoNode node;
    private final InstantSource clock;
    private final Executor errands;

    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Map<TempoAddress, BigInteger> balances = Map.of();
    private volatile Instant askedAt = Instant.MIN;
    private volatile boolean isLow;

    SponsorBalance(
            TempoAddress account,
            List<TempoAddress> tokens,
            BigInteger low,
            FeePayerListener listener,
            TempoNode node,
            InstantSource clock,
            Executor errands) {
        this.account = account;
        this.tokens = tokens;
        this.low = low;
        this.listener = listener;
        this.node = node;
        this.clock = clock;
        this.errands = errands;
    }

    /** Whether there is too little of every token. */
    boolean isLow() {
        askIfStale();
        return isLow;
    }

    /** The first token of which there is known to be so much, or else the first of which nothing is known. */
    Optional<TempoAddress> tokenFor(BigInteger fee) {
        askIfStale();
        Map<TempoAddress, BigInteger> known = balances;
        return tokens.stream()
                .filter(token -> known.containsKey(token) && known.get(token).compareTo(fee) >= 0)
                .findFirst()
                .or(() -> tokens.stream()
                        .filter(token -> !known.containsKey(token))
                        .findFirst());
    }

    private void askIfStale() {
        Instant now = clock.instant();
        if (!now.isBefore(askedAt.equals(Instant.MIN) ? now : askedAt.plus(FRESH))
                && asking.compareAndSet(false, true)) {
            try {
                errands.execute(this::askAndTell);
            } catch (RejectedExecutionException busy) {
                asking.set(false);
            }
        }
    }

    private void askAndTell() {
        try {
            ask();
        } finally {
            asking.set(false);
        }
    }

    /** Asks the chain and waits for the answer. */
    synchronized void ask() {
        Map<TempoAddress, BigInteger> known = new LinkedHashMap<>(balances);
        for (TempoAddress token : tokens) {
            node.balance(token, account, PATIENCE).ifPresent(balance -> known.put(token, balance));
        }
        balances = Map.copyOf(known);
        askedAt = clock.instant();
        if (known.keySet().containsAll(tokens)) {
            BigInteger largest = known.values().stream().reduce(BigInteger.ZERO, BigInteger::max);
            become(largest.compareTo(low) < 0, largest);
        }
    }

    private void become(boolean nowLow, BigInteger largest) {
        if (nowLow == isLow) {
            return;
        }
        isLow = nowLow;
        try {
            if (nowLow) {
                LOG.log(
                        Level.WARNING,
                        "The fee payer {0} has less than {1} base units of every token that fees may be paid in, so nothing is"
                                + " sponsored until it has more",
                        account,
                        low.toString());
                listener.balanceLow(account, Amount.ofBaseUnits(largest));
            } else {
                LOG.log(Level.INFO, "The fee payer {0} has money again", account);
                listener.balanceRestored(account);
            }
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "A FeePayerListener failed: {0}",
                    bug.getClass().getName());
        }
    }
}
