package org.mpp4j.servlet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.SettledPayment;
import org.mpp4j.gate.ValidatedPayment;

/**
 * The payment of one request that is let in: made before its handler runs, or when the handler's answer is about to go out.
 * Whatever happens, it is ended once.
 */
final class Sale {

    private final PaymentGate gate;
    private final Exchange exchange;
    private final Payment payment;
    private final @Nullable ValidatedPayment validated;
    private @Nullable Admission decision;
    private boolean ended;

    private Sale(
            PaymentGate gate,
            Exchange exchange,
            Payment payment,
            @Nullable ValidatedPayment validated,
            @Nullable Admission decision) {
        this.gate = gate;
        this.exchange = exchange;
        this.payment = payment;
        this.validated = validated;
        this.decision = decision;
    }

    /** What an admission lets in, or empty if it lets nobody in. */
    static Optional<Sale> of(PaymentGate gate, Exchange exchange, Admission admission) {
        if (admission instanceof Admission.Granted granted) {
            return Optional.of(new Sale(gate, exchange, Payment.once(granted.payment()), null, admission));
        }
        if (admission instanceof Admission.Validated validated) {
            ValidatedPayment payment = validated.payment();
            return Optional.of(new Sale(gate, exchange, Payment.toBeMade(payment), payment, null));
        }
        if (admission instanceof Admission.Metered metered) {
            return Optional.of(new Sale(gate, exchange, Payment.metered(metered.payment()), null, admission));
        }
        return Optional.empty();
    }

    /** Whether a handler may run. */
    static boolean letsIn(Admission admission) {
        return isPaid(admission) || admission instanceof Admission.Validated;
    }

    /** Whether an answer may be sent. */
    static boolean isPaid(Admission admission) {
        return admission instanceof Admission.Granted || admission instanceof Admission.Metered;
    }

    /** The payment as its handler sees it. */
    Payment payment() {
        return payment;
    }

    /** How much of an answer is kept to be given again, in bytes. */
    synchronized int answerLimit() {
        boolean isGivenOnce = decision instanceof Admission.Metered metered
                && !metered.payment().isAnsweredAgain();
        return isGivenOnce ? 0 : gate.answerLimit();
    }

    /** Whether the money is still to be taken, and so nothing may be sent. */
    synchronized boolean isOpen() {
        return decision == null && !ended;
    }

    /** The money is there, or is taken now, which may take long. Without it, the answer says what to send instead. */
    synchronized Admission settle() {
        if (decision == null) {
            if (validated == null || ended) {
                throw new IllegalStateException("The delivery is over, so it can't be charged for");
            }
            ended = true; // the gate has it from here, whatever it throws
            decision = gate.settle(validated);
            if (decision instanceof Admission.Granted granted) {
                ended = false;
                payment.made(granted.payment().receipt());
            }
        }
        return decision;
    }

    /** The delivery is over, with this status, or 0 if there was none. What isn't paid for by then isn't charged any more. */
    synchronized void end(int status, Optional<CapturedAnswer> answer) {
        if (ended) {
            return;
        }
        ended = true;
        if (decision instanceof Admission.Granted granted) {
            SettledPayment settled = granted.payment();
            gate.completed(exchange, settled, status, answer);
        } else if (decision instanceof Admission.Metered metered) {
            gate.completed(exchange, metered.payment(), status, answer);
        } else if (validated != null) {
            gate.release(validated);
        }
    }
}
