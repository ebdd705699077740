package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.tx.TokenCall;

/**
 * What pays for one challenge: a transfer to the recipient with the memo of the challenge, and one for each split
 * (draft-tempo-charge section "Split Payments"). Asked for in calls, and told of in logs, in any order.
 *
 * @param currency the token of all transfers
 * @param primary to the recipient, of what the splits leave
 * @param splits to others
 */
record ExpectedPayment(TempoAddress currency, ExpectedTransfer primary, List<ExpectedTransfer> splits) {

    /** Copies the splits. */
    ExpectedPayment {
        splits = List.copyOf(splits);
    }

    /**
     * What an authentic request asks for, whatever the configuration says now.
     *
     * @param memo of the challenge
     */
    static ExpectedPayment of(PaymentRequest request, AttributionMemo memo) {
        List<ExpectedTransfer> splits = new ArrayList<>();
        BigInteger rest = request.amount().baseUnits();
        if (request.methodDetails().value("splits") != null) {
            for (JsonObject split : request.methodDetails().objects("splits")) {
                BigInteger amount = Amount.parse(split.requireString("amount")).baseUnits();
                rest = rest.subtract(amount);
                splits.add(new ExpectedTransfer(
                        TempoAddress.parse(split.requireString("recipient")), amount, memoOf(split)));
            }
        }
        if (rest.signum() <= 0) {
            throw new IllegalArgumentException("The splits of a request leave nothing to its recipient");
        }
        TempoAddress recipient = TempoAddress.parse(request.recipient().orElseThrow());
        return new ExpectedPayment(
                TempoAddress.parse(request.currency()),
                new ExpectedTransfer(recipient, rest, new MemoRule.Bound(memo)),
                splits);
    }

    private static MemoRule memoOf(JsonObject split) {
        return split.string("memo")
                .<MemoRule>map(
                        text -> new MemoRule.Exactly(RlpBytes.of(Hex.decodeExactly(text, 32, "memo of a split"))))
                .orElseGet(MemoRule.Any::new);
    }

    /**
     * Takes the expected transfers out of some, each once.
     *
     * @return what is left over, or empty if one that is expected isn't there
     */
    private Optional<List<TokenCall.Transfer>> takeFrom(List<TokenCall.Transfer> transfers) {
        List<TokenCall.Transfer> left = new ArrayList<>(transfers);
        boolean complete = take(primary, left);
        // Those that take any memo come last, so that they leave the others what only these can take.
        for (ExpectedTransfer split : splits) {
            complete = complete && (split.memo() instanceof MemoRule.Any || take(split, left));
        }
        for (ExpectedTransfer split : splits) {
            complete = complete && (!(split.memo() instanceof MemoRule.Any) || take(split, left));
        }
        return complete ? Optional.of(left) : Optional.empty();
    }

    private static boolean take(ExpectedTransfer expected, List<TokenCall.Transfer> left) {
        for (int i = 0; i < left.size(); i++) {
            if (expected.isMetBy(left.get(i))) {
                left.remove(i);
                return true;
            }
        }
        return false;
    }

    /** Whether transfers that are asked for are this payment, and not two of it. */
    boolean isAskedForBy(List<TokenCall.Transfer> transfers) {
        return takeFrom(transfers)
                .filter(left -> left.stream().noneMatch(primary::isMetBy))
                .isPresent();
    }

    /** Whether logs tell that a sender has made this payment. */
    boolean isToldBy(List<TransactionReceipt.Log> logs, TempoAddress sender) {
        return takeFrom(TransferLogs.of(logs, currency, sender)).isPresent();
    }
}
