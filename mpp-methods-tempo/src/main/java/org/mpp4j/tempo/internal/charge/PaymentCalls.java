package org.mpp4j.tempo.internal.charge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * Checks that the calls of a transaction are a payment: transfers of the currency, the expected ones among them, and before
 * them at most an approval and a purchase of that currency at the exchange. Anything else might undo or steer the
 * payment in a way that can't be seen from here.
 */
final class PaymentCalls {

    private static final TempoAddress EXCHANGE = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
    private static final int MAX_CALLS = 32;

    private final ExpectedPayment expected;

    PaymentCalls(ExpectedPayment expected) {
        this.expected = expected;
    }

    /** A call whose function is known. */
    private record Decoded(TempoAddress contract, TokenCall call) {}

    /** What is wrong with these calls, for the client, or empty if they are a payment. */
    Optional<String> problem(List<TempoCall> calls) {
        if (calls.isEmpty() || calls.size() > MAX_CALLS) {
            return Optional.of("The transaction must make 1 to " + MAX_CALLS + " calls.");
        }
        List<Decoded> decoded = new ArrayList<>(calls.size());
        for (TempoCall call : calls) {
            TempoAddress contract = call.to();
            Optional<TokenCall> tokenCall = TokenFunction.decode(call.input().toArray());
            if (contract == null || call.value().signum() != 0 || tokenCall.isEmpty()) {
                return Optional.of("The transaction makes a call that isn't a plain token transfer.");
            }
            decoded.add(new Decoded(contract, tokenCall.get()));
        }
        if (decoded.get(0).call() instanceof TokenCall.Approve) {
            return isPurchase(decoded)
                    ? problemOfTransfers(decoded.subList(2, decoded.size()))
                    : Optional.of("The transaction approves something else than a purchase of the currency.");
        }
        return problemOfTransfers(decoded);
    }

    private boolean isPurchase(List<Decoded> calls) {
        return calls.size() > 2
                && calls.get(0).call() instanceof TokenCall.Approve approve
                && calls.get(1).call() instanceof TokenCall.Buy buy
                && approve.spender().equals(EXCHANGE)
                && calls.get(0).contract().equals(buy.tokenIn())
                && calls.get(1).contract().equals(EXCHANGE)
                && buy.tokenOut().equals(expected.currency());
    }

    private Optional<String> problemOfTransfers(List<Decoded> calls) {
        List<TokenCall.Transfer> transfers = new ArrayList<>(calls.size());
        for (Decoded decoded : calls) {
            if (!(decoded.call() instanceof TokenCall.Transfer transfer)
                    || !decoded.contract().equals(expected.currency())) {
                return Optional.of("The transaction makes a call that isn't a transfer of the currency asked for.");
            }
            transfers.add(transfer);
        }
        if (expected.isAskedForBy(transfers)) {
            return Optional.empty();
        }
        return Optional.of(
                expected.splits().isEmpty()
                        ? "The transaction must make exactly one transfer of the amount to the recipient with the memo of"
                                + " this challenge."
                        : "The transaction must make exactly one transfer to the recipient, of what the splits leave of the"
                                + " amount and with the memo of this challenge, and one transfer for each split.");
    }
}
