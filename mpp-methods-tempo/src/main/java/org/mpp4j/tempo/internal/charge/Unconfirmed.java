package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.mpp4j.method.Settlement;
import org.mpp4j.tempo.OptimisticPolicy;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.sponsor.Errands;

/**
 * Payments that were delivered and aren't confirmed, and what they come to. Each is watched until the chain says how it ended, for
 * as long as no node answers. Thread-safe.
 */
public final class Unconfirmed {

    private static final Duration FIRST_LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final OptimisticPolicy policy;
    private final Duration patience;
    private final Executor errands = Errands.executor("mpp4j-tempo-confirm");
    private final Map<TempoAddress, BigInteger> amounts = new HashMap<>();
    private BigInteger atRisk = BigInteger.ZERO;

    /**
     * None yet.
     *
     * @param patience how long one look may take
     */
    public Unconfirmed(OptimisticPolicy policy, Duration patience) {
        this.policy = policy;
        this.patience = patience;
    }

    /** Whether so much may be delivered now to somebody who pays it. Then it counts until it is {@link #release}d. */
    synchronized boolean reserve(TempoAddress payer, BigInteger amount) {
        BigInteger sum = atRisk.add(amount);
        if (amounts.containsKey(payer)
                || amounts.size() >= policy.maxPayments()
                || sum.compareTo(policy.maxAtRisk().baseUnits()) > 0) {
            return false;
        }
        amounts.put(payer, amount);
        atRisk = sum;
        return true;
    }

    synchronized void release(TempoAddress payer) {
        BigInteger amount = amounts.remove(payer);
        if (amount != null) {
            atRisk = atRisk.subtract(amount);
        }
    }

    /**
     * Looks again and again, and releases in the end.
     *
     * @param payer for whom an amount is reserved
     * @param look answers how the payment ended, or nothing as long as that is open
     */
    CompletionStage<Settlement> watch(TempoAddress payer, Function<Deadline, Optional<Settlement>> look) {
        CompletableFuture<Settlement> outcome = new CompletableFuture<>();
        later(payer, look, outcome, FIRST_LOOK);
        return outcome;
    }

    private void later(
            TempoAddress payer,
            Function<Deadline, Optional<Settlement>> look,
            CompletableFuture<Settlement> outcome,
            Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, errands)
                .execute(() -> look(payer, look, outcome, pause));
    }

    private void look(
            TempoAddress payer,
            Function<Deadline, Optional<Settlement>> look,
            CompletableFuture<Settlement> outcome,
            Duration pause) {
        Optional<Settlement> ended;
        try {
            ended = look.apply(Deadline.in(patience)).filter(seen -> !(seen instanceof Settlement.Unknown));
        } catch (RuntimeException bug) {
            release(payer);
            outcome.completeExceptionally(bug);
            return;
        }
        if (ended.isPresent()) {
            release(payer);
            outcome.complete(ended.get());
        } else {
            Duration longer = pause.multipliedBy(2);
            later(payer, look, outcome, longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE);
        }
    }
}
