package org.mpp4j.session;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.mpp4j.protocol.Receipt;

/**
 * Takes the price of what a request delivers from what its client has authorized, unit by unit:
 *
 * <pre>{@code
 * Meter meter = Payment.from(request).meter();
 * for (String token : tokens) {
 *     Optional<Charge> charge = meter.charge(1);
 *     if (charge.isEmpty()) {
 *         break; // the client has authorized no more
 *     }
 *     write(token);
 * }
 * }</pre>
 *
 * <p>A charge is written to the store before {@link #charge} returns, so what follows was paid for even if the process dies
 * then (draft-tempo-session section "Crash Safety"); what could not be delivered is given back with {@link Charge#undo}.
 * The first unit is charged before the handler runs, so the first charge takes that one. A handler that never asks for the
 * meter costs that one unit; one that asks for it and charges nothing costs nothing.
 *
 * <p>Thread-safe. Any number of requests may charge one session at the same time; together they never take more than is
 * authorized, across all instances that share the store.
 *
 * @since 0.1
 */
public interface Meter {

    /**
     * What one unit costs.
     *
     * @return base units of the session's currency
     */
    BigInteger price();

    /**
     * What is counted.
     *
     * @return for example {@code token}, if the price says so
     */
    Optional<String> unit();

    /**
     * Charges for units that are about to be delivered.
     *
     * @param units one or more
     * @return the charge, or empty if less than that is authorized; then nothing was charged
     * @throws SessionOverException if the session was closed meanwhile
     * @throws org.mpp4j.store.StoreUnavailableException if it can't be written down; whether it was charged is open
     */
    Optional<Charge> charge(long units);

    /**
     * Charges for units as soon as enough is authorized, without holding a thread until then. Tries at once, and then whenever
     * the session changes, on this instance or, within a second, on another one.
     *
     * @param units one or more
     * @param patience how long at most
     * @return completes with the charge, or empty if the time is up or the session over; exceptionally with
     *     {@link org.mpp4j.store.StoreUnavailableException}. Completed by a thread of the session's; what depends on it and
     *     takes long belongs elsewhere
     */
    default CompletionStage<Optional<Charge>> chargeWhenAuthorized(long units, Duration patience) {
        return chargeWhenAuthorized(units, patience, more -> {});
    }

    /**
     * Charges for units as soon as enough is authorized, and says what the client has to be told: at once if that is too little,
     * and again each time that more is authorized and it is still too little, because other requests were first.
     *
     * @param units one or more
     * @param patience how long at most
     * @param notice gets that; never called by two threads at the same time, and not after the stage has completed with a charge
     * @return as {@link #chargeWhenAuthorized(long, Duration)} answers
     */
    CompletionStage<Optional<Charge>> chargeWhenAuthorized(long units, Duration patience, Consumer<NeedMore> notice);

    /**
     * What the client has to be told so that it authorizes more.
     *
     * @param units that are to be delivered next
     * @return for {@code text/event-stream} answers
     */
    NeedMore needMore(long units);

    /**
     * What the client has to be told when it was waited for in vain.
     *
     * @param units that were to be delivered next
     * @return for {@code text/event-stream} answers; empty if the rail has no word for it, or the session is over
     */
    default Optional<NeedMore> timedOut(long units) {
        return Optional.empty();
    }

    /**
     * What this request has been charged for so far.
     *
     * @return units, those given back not among them
     */
    long units();

    /**
     * The state of the session as the client gets it.
     *
     * @return with what is authorized and what is spent by now, and the units of this request
     */
    Receipt receipt();
}
