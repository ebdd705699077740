package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.tx.TokenCall;

/**
 * The transfer that pays for one challenge: asked for in a call, and told of in a log.
 *
 * @param currency the token
 * @param recipient who gets it
 * @param amount in base units, exactly
 * @param memo that binds it to the challenge
 */
record ExpectedTransfer(TempoAddress currency, TempoAddress recipient, BigInteger amount, AttributionMemo memo) {

    /** {@code TransferWithMemo(address indexed from, address indexed to, uint256 amount, bytes32 indexed memo)}. */
    private static final RlpBytes TRANSFER_WITH_MEMO = RlpBytes.of(
            Hex.decodeExactly("0x57bc7354aa85aed339e000bccffabbc529466af35f0772c8f8ee1145927de7f0", 32, "topic"));

    boolean isAskedForBy(TokenCall.Transfer call) {
        return call.to().equals(recipient)
                && call.amount().equals(amount)
                && call.memo() != null
                && memo.matches(call.memo());
    }

    /**
     * Whether a log tells of this transfer. A token tells of it twice, as Transfer and next as TransferWithMemo; only the
     * latter shows that it was for this challenge, so the former isn't looked at and can't be counted as a second payment.
     */
    boolean isToldBy(TransactionReceipt.Log log, TempoAddress sender) {
        return log.address().equals(currency)
                && log.topics().size() == 4
                && log.topics().get(0).equals(TRANSFER_WITH_MEMO)
                && log.topics().get(1).equals(word(sender))
                && log.topics().get(2).equals(word(recipient))
                && memo.matches(log.topics().get(3))
                && log.data().equals(RlpBytes.of(BigIntegers.asUnsignedByteArray(32, amount)));
    }

    boolean isToldByOneOf(List<TransactionReceipt.Log> logs, TempoAddress sender) {
        return logs.stream().anyMatch(log -> isToldBy(log, sender));
    }

    /** What the log that tells of this transfer can be found by. */
    List<RlpBytes> topics(TempoAddress sender, RlpBytes exactMemo) {
        return List.of(TRANSFER_WITH_MEMO, word(sender), word(recipient), exactMemo);
    }

    private static RlpBytes word(TempoAddress address) {
        byte[] word = new byte[32];
        System.arraycopy(address.bytes(), 0, word, 12, 20);
        return RlpBytes.of(word);
    }
}
