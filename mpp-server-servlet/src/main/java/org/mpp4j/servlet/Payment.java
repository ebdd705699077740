package org.mpp4j.servlet;

import jakarta.servlet.ServletRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.MeteredPayment;
import org.mpp4j.gate.SettledPayment;
import org.mpp4j.gate.ValidatedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.Meter;
import org.mpp4j.session.RequestMeter;

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
    private final @Nullable RequestMeter meter;
    private volatile @Nullable Supplier<Receipt> receipt;

    private Payment(
            Challenge challenge,
            Optional<String> payer,
            @Nullable Supplier<Receipt> receipt,
            @Nullable RequestMeter meter) {
        this.challenge = challenge;
        this.payer = payer;
        this.receipt = receipt;
        this.meter = meter;
    }

    static Payment once(SettledPayment settled) {
        return new Payment(settled.challenge(), settled.payer(), settled::receipt, null);
    }

    /** To be told when it is made. */
    static Payment toBeMade(ValidatedPayment validated) {
        return new Payment(validated.challenge(), validated.payer(), null, null);
    }

    void made(Receipt given) {
        receipt = () -> given;
    }

    static Payment metered(MeteredPayment payment) {
        return new Payment(payment.challenge(), payment.payer(), payment.meter()::receipt, payment.meter());
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
     * @return the receipt; that of a session as it is at this moment
     * @throws IllegalStateException if the payment isn't made yet, because it is settled when the handler has succeeded
     *     ({@link Tariff#settledOnSuccess})
     */
    public Receipt receipt() {
        Supplier<Receipt> known = receipt;
        if (known == null) {
            throw new IllegalStateException(
                    "This payment is settled when its handler has succeeded, so there is no receipt"
                            + " yet; ask isSettled() first");
        }
        return known.get();
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

    /**
     * Whether the request is paid for by a session, of which its handler may charge more as it delivers.
     *
     * @return false if it was paid for once, with a fixed price
     */
    public boolean isMetered() {
        return meter != null;
    }

    /**
     * What takes the price of each unit from the client's session. Asking for it is taking over: from now on nothing is charged
     * but what the handler charges.
     *
     * @return the meter of this request, always the same
     * @throws IllegalStateException if the request was paid for once
     */
    public Meter meter() {
        if (meter == null) {
            throw new IllegalStateException("This request was paid for once, with " + challenge.method() + "/"
                    + challenge.intent() + ". Only a session has a meter; ask isMetered() first");
        }
        return meter.forHandler();
    }

    /** Challenge and payment method, nothing secret. */
    @Override
    public String toString() {
        return "Payment[" + challenge + "]";
    }
}
