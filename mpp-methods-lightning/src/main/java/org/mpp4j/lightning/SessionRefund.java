package org.mpp4j.lightning;

import java.time.Instant;
import java.util.Objects;

/**
 * What a session that is closed had left, and is paid back. Nothing of it is secret.
 *
 * @param session the payment hash of its first deposit
 * @param payment the payment hash of the return invoice, by which the node knows the payment
 * @param satoshi what is paid, without fees
 * @param since when the node was first asked to pay, in whole seconds; 1970 where that wasn't noted
 * @since 0.1
 */
public record SessionRefund(PaymentHash session, PaymentHash payment, long satoshi, Instant since) {

    /**
     * With all its members.
     *
     * @param session the payment hash of its first deposit
     * @param payment the payment hash of the return invoice
     * @param satoshi what is paid, without fees
     * @param since when the node was first asked to pay
     */
    public SessionRefund {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(payment, "payment");
        Objects.requireNonNull(since, "since");
    }
}
