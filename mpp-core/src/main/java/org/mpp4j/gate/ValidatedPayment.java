package org.mpp4j.gate;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mpp4j.protocol.Challenge;

/**
 * A payment that was found good and is claimed for one request, and that is made only when the handler has succeeded. It has to
 * be ended, once, with {@link PaymentGate#settle} or {@link PaymentGate#release}; until then its claim is renewed and nobody
 * else can use the credential. Thread-safe.
 *
 * @since 0.1
 */
public final class ValidatedPayment {

    private final Purchase purchase;
    private final boolean attemptedBefore;
    private final AtomicBoolean ended = new AtomicBoolean();

    ValidatedPayment(Purchase purchase, boolean attemptedBefore) {
        this.purchase = purchase;
        this.attemptedBefore = attemptedBefore;
    }

    /**
     * The challenge that is answered.
     *
     * @return as the client echoed it
     */
    public Challenge challenge() {
        return purchase.challenge();
    }

    /**
     * Who pays, as far as the proof shows it.
     *
     * @return preferably a DID
     */
    public Optional<String> payer() {
        return purchase.payment().payer();
    }

    Purchase purchase() {
        return purchase;
    }

    /** Whether an earlier attempt with this credential had an unknown outcome, or died. */
    boolean attemptedBefore() {
        return attemptedBefore;
    }

    void end() {
        if (ended.getAndSet(true)) {
            throw new IllegalStateException("This payment was settled or released before: " + this);
        }
    }

    /** The challenge, not who pays. */
    @Override
    public String toString() {
        return "ValidatedPayment[" + purchase.challenge() + "]";
    }
}
