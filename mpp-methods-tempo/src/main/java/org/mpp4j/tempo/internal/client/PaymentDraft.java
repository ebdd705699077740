package org.mpp4j.tempo.internal.client;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.rpc.PayerNode;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * How a payer writes its transactions.
 *
 * @param clientId who the client says it is, or null
 * @param feeToken what fees are paid in, or null for the account's own choice
 * @param gasLimit in units of gas, or null for enough
 * @param maxFeePerGas the most that a unit of gas may cost, in 10<sup>-18</sup> USD
 */
public record PaymentDraft(
        @Nullable String clientId,
        @Nullable TempoAddress feeToken,
        @Nullable BigInteger gasLimit,
        BigInteger maxFeePerGas) {

    /** The nonce key of transactions that need no sequence, only an end; their nonce is zero. */
    private static final int GAS_TO_TELL_APART = 1 << 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    /** Nodes take 30 from their latest block on, and a block may come meanwhile. */
    private static final long VALID_SECONDS = 25;

    /** Nodes want 3, and the server needs some time, too. */
    private static final long SHORTEST_SECONDS = 6;

    private static final BigInteger PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

    /** A first nonce and a signature. */
    private static final long GAS_FOR_ALL = 700_000;

    /** A first balance in a token is 250,000. */
    private static final long GAS_FOR_EACH_CALL = 300_000;

    /** A channel is new storage in the reserve, and a first balance of it. */
    private static final BigInteger GAS_FOR_CHANNEL = BigInteger.valueOf(1_500_000);

    /** What sponsors allow. */
    private static final long GAS_OF_SPONSORS = 2_000_000;

    /**
     * The transaction that pays, unsigned.
     *
     * @param order what the challenge asks for
     * @param block the latest
     * @throws PaymentFailedException if the challenge ends too soon, or gas costs more than it may
     */
    public TempoTransaction transaction(Challenge challenge, ChargeOrder order, PayerNode.Block block) {
        List<TempoCall> calls = order.calls(challenge, clientId);
        return transaction(
                challenge, order.chainId(), calls, gas(calls.size(), order.sponsored()), order.sponsored(), block);
    }

    /**
     * The transaction that puts money into a channel, unsigned.
     *
     * @param order what the challenge asks for
     * @param call of the reserve
     * @param block the latest
     * @throws PaymentFailedException if the challenge ends too soon, or gas costs more than it may
     */
    public TempoTransaction funding(SessionOrder order, TempoCall call, PayerNode.Block block) {
        return transaction(
                order.challenge(),
                order.details().contract().chainId(),
                List.of(call),
                unlikeAnyOther(gasLimit != null ? gasLimit : GAS_FOR_CHANNEL),
                order.details().feePayer(),
                block);
    }

    /**
     * Of two top-ups of one channel with the same amount after the same block nothing else differs. They would be one
     * transaction, and so put in money once.
     */
    private static BigInteger unlikeAnyOther(BigInteger gas) {
        return gas.subtract(BigInteger.valueOf(RANDOM.nextInt(GAS_TO_TELL_APART)));
    }

    private TempoTransaction transaction(
            Challenge challenge,
            long chainId,
            List<TempoCall> calls,
            BigInteger gas,
            boolean sponsored,
            PayerNode.Block block) {
        return new TempoTransaction(
                BigInteger.valueOf(chainId),
                PRIORITY_FEE,
                feePerGas(block.baseFee()),
                gas,
                calls,
                RlpList.EMPTY,
                EXPIRING,
                BigInteger.ZERO,
                validBefore(challenge, block.time()),
                null,
                sponsored ? null : feeToken,
                sponsored ? new FeePayerSignature.Wanted() : new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
    }

    private static BigInteger validBefore(Challenge challenge, BigInteger blockTime) {
        BigInteger latest = blockTime.add(BigInteger.valueOf(VALID_SECONDS));
        BigInteger end = challenge
                .expiresAt()
                .map(expiry -> BigInteger.valueOf(expiry.getEpochSecond()).min(latest))
                .orElse(latest);
        if (end.subtract(blockTime).compareTo(BigInteger.valueOf(SHORTEST_SECONDS)) < 0) {
            throw new PaymentFailedException("The challenge expires before a transaction for it could be mined", false);
        }
        return end;
    }

    /** Twice the base fee is enough for some blocks that are full. */
    private BigInteger feePerGas(BigInteger baseFee) {
        if (baseFee.add(PRIORITY_FEE).compareTo(maxFeePerGas) > 0) {
            throw new PaymentFailedException("Gas costs more than this payer may pay for it", false);
        }
        return baseFee.shiftLeft(1).add(PRIORITY_FEE).min(maxFeePerGas);
    }

    private BigInteger gas(int calls, boolean sponsored) {
        if (gasLimit != null) {
            return gasLimit;
        }
        long enough = GAS_FOR_ALL + GAS_FOR_EACH_CALL * calls;
        return BigInteger.valueOf(sponsored ? Math.min(enough, GAS_OF_SPONSORS) : enough);
    }
}
