package org.mpp4j.tempo.internal.refund;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * How transactions that give money back are written: with an expiring nonce, so that each is certainly over some seconds after it
 * was signed.
 *
 * @param feeToken what fees are paid in
 * @param maxFeePerGas the most that a unit of gas may cost, in 10<sup>-18</sup> USD
 */
public record RefundDraft(TempoAddress feeToken, BigInteger maxFeePerGas) {

    private static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    /** Nodes take 30 from their latest block on, and a block may come meanwhile. */
    private static final BigInteger VALID_SECONDS = BigInteger.valueOf(25);

    private static final BigInteger PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

    /** A first nonce, a signature, and a first balance in a token. */
    private static final BigInteger GAS = BigInteger.valueOf(1_000_000);

    /** What a unit of gas may cost in a transaction now; empty if that is more than it may. */
    Optional<BigInteger> feePerGas(TempoNode.Tip tip) {
        return tip.baseFee().add(PRIORITY_FEE).compareTo(maxFeePerGas) > 0
                ? Optional.empty()
                : Optional.of(tip.baseFee().shiftLeft(1).add(PRIORITY_FEE).min(maxFeePerGas));
    }

    /** The transaction, unsigned. */
    static TempoTransaction unsigned(
            long chainId, TempoCall transfer, TempoAddress feeToken, BigInteger feePerGas, BigInteger blockTime) {
        return new TempoTransaction(
                BigInteger.valueOf(chainId),
                PRIORITY_FEE,
                feePerGas,
                GAS,
                List.of(transfer),
                RlpList.EMPTY,
                EXPIRING,
                BigInteger.ZERO,
                blockTime.add(VALID_SECONDS),
                null,
                feeToken,
                new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
    }

    static TempoCall transfer(TempoAddress token, TempoAddress to, BigInteger amount, RlpBytes memo) {
        return TempoCall.of(token, TokenFunction.transferWithMemo(to, amount, memo.toArray()));
    }
}
