package org.mpp4j.method;

import java.util.Optional;
import org.mpp4j.protocol.PaymentRequest;

/**
 * An offer of a {@link PaymentMethod}, ready to write challenges and to recognize them when they come back. Thread-safe.
 *
 * @since 0.1
 */
public interface PreparedOffer {

    /**
     * The request of the next challenge. A method whose requests are all alike answers the same object each time; one that
     * makes an invoice for each challenge makes it here.
     *
     * @return what to pay
     * @throws OfferUnavailableException if this rail can't be offered at this moment; the others go on
     */
    PaymentRequest request();

    /**
     * The request of the next challenge, for a method that cares who asks. The gate calls this one.
     *
     * @param inquiry who asks, and for what
     * @return what to pay; by default {@link #request()}, whoever asks
     * @throws OfferUnavailableException if this rail can't be offered at this moment, or not to this client; the others go on
     */
    default PaymentRequest request(Inquiry inquiry) {
        return request();
    }

    /**
     * Compares what a client echoes with what is offered now: amount, currency, recipient, and everything else that decides
     * what is paid for. Who pays the fees, and what differs from challenge to challenge, isn't compared.
     *
     * @param echoed from a challenge whose id is authentic
     * @return the name of the first member that differs, or empty if the offer still stands
     */
    Optional<String> mismatch(PaymentRequest echoed);

    /**
     * An offer whose challenges all carry the same request, and nothing but it.
     *
     * @param request what to pay
     * @return the offer
     */
    static PreparedOffer fixed(PaymentRequest request) {
        return new PreparedOffer() {
            @Override
            public PaymentRequest request() {
                return request;
            }

            @Override
            public Optional<String> mismatch(PaymentRequest echoed) {
                return RequestComparison.exact().firstDifference(request, echoed);
            }
        };
    }
}
