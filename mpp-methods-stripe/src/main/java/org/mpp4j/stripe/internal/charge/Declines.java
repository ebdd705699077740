package org.mpp4j.stripe.internal.charge;

import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/**
 * What a payer is told when a bank says no. Most reasons stay unsaid: that a card was reported stolen, or is thought to be used
 * fraudulently, is nothing to tell whoever holds it.
 */
final class Declines {

    private Declines() {}

    static Rejected of(String code, String declineCode) {
        String reason = declineCode.isEmpty() ? code : declineCode;
        return switch (reason) {
            case "authentication_required", "authentication_not_handled" -> PaymentEnding.actionRequired();
            case "insufficient_funds" ->
                Rejected.verificationFailed("The payment was declined, as there isn't enough money behind it.");
            case "expired_card" ->
                new Rejected(Problem.of(
                        ProblemType.PAYMENT_EXPIRED, "The payment was declined, as what it is made with has expired."));
            default -> Rejected.verificationFailed("The payment was declined. Use another payment method.");
        };
    }
}
