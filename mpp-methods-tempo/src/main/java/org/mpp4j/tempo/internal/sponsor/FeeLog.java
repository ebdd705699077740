package org.mpp4j.tempo.internal.sponsor;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;

/** Finds in a receipt what the fees were: the token tells that it moved them to the fee manager. */
public final class FeeLog {

    private static final RlpBytes TRANSFER = RlpBytes.of(
            Hex.decodeExactly("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", 32, "topic"));
    private static final RlpBytes FEE_MANAGER = RlpBytes.of(
            Hex.decodeExactly("0x000000000000000000000000feec000000000000000000000000000000000000", 32, "topic"));

    private FeeLog() {}

    /** What the fee payer paid, in base units of whatever token; empty if the receipt doesn't tell. */
    public static Optional<BigInteger> fee(TransactionReceipt receipt, TempoAddress feePayer) {
        byte[] word = new byte[32];
        System.arraycopy(feePayer.bytes(), 0, word, 12, 20);
        RlpBytes from = RlpBytes.of(word);
        return receipt.logs().stream()
                .filter(log -> log.topics().size() == 3
                        && log.topics().get(0).equals(TRANSFER)
                        && log.topics().get(1).equals(from)
                        && log.topics().get(2).equals(FEE_MANAGER))
                .map(log -> new BigInteger(1, log.data().toArray()))
                .reduce(BigInteger::add);
    }
}
