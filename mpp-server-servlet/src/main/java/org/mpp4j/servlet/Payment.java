package org.mpp4j.servlet;

import jakarta.servlet.ServletRequest;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.SettledPayment;
import org.mpp4j.gate.ValidatedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;

/**
 * The payment that let a request in, for its handler:
 *
 * <pre>{@code
 * String payer = Payment.from(request).payer().orElse("somebody");
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public final class Payment {

    static final String ATTRIBUTE = Payment.class.getName();

    private final Challenge challenge;
    private final Optional<String> payer;
    private volatile @Nullable Receipt receipt;

    Payment(SettledPayment settled) {
        this.challenge = settled.challenge();
        this.payer = settled.payer();
        this.receipt = settled.receipt();
    }

    Payment(ValidatedPayment validated) {
        this.challenge = validated.challenge();
        this.payer = validated.payer();
    }

    void settled(Receipt made) {
        receipt = made;
    }

    /**
     * The payment for a request that was paid for.
     *
     * @param request as the handler got it
     * @return the payment
     * @throws IllegalStateException if the request wasn't paid for, because nothing is charged for it
     */
    public static Payment from(ServletRequest request) {
        return find(request)
                .orElseThrow(() ->
                        new IllegalStateException("This request was not paid for. Is the resource priced, and does"
                                + " the PaymentFilter stand in front of it?"));
    }

    /**
     * The payment for a request, if it was paid for.
     *
     * @param request as the handler got it
     * @return the payment, or empty
     */
    public static Optional<Payment> find(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Payment payment ? Optional.of(payment) : Optional.empty();
    }

    /**
     * The confirmation that the client gets.
     *
     * @return the receipt
     * @throws IllegalStateException if the payment isn't made yet, because it is settled when the handler has succeeded
     *     ({@link Tariff#settledOnSuccess})
     */
    public Receipt receipt() {
        Receipt made = receipt;
        if (made == null) {
            throw new IllegalStateException(
                    "This payment is settled when its handler has succeeded, so there is no receipt"
                            + " yet; ask isSettled() first");
        }
        return made;
    }

    /**
     * Whether the payment is made.
     *
     * @return true, unless it is settled when the handler has succeeded and that is still to come
     */
    public boolean isSettled() {
        return receipt != null;
    }

    /**
     * Who paid, as far as the proof shows it.
     *
     * @return preferably a DID, such as {@code did:pkh:eip155:4217:0x…}
     */
    public Optional<String> payer() {
        return payer;
    }

    /**
     * The challenge that was paid.
     *
     * @return with method, intent and request
     */
    public Challenge challenge() {
        return challenge;
    }

    /**
     * The server's own data that was bound into the challenge, see {@link Tariff#correlation}.
     *
     * @return names and texts, reserved ones included
     */
    public Map<String, String> correlation() {
        return challenge.opaque().map(opaque -> opaque.entries()).orElse(Map.of());
    }

    /** Challenge and payment method, nothing secret. */
    @Override
    public String toString() {
        return "Payment[" + challenge + "]";
    }
}
