package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * Signs transactions of the merchant's own. They have an expiring nonce, so that each is certainly over some seconds after it was
 * signed, and any number of them may be under way.
 */
public final class MerchantSender {

    private static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    /** Nodes take 30 from their latest block on, and a block may come meanwhile. */
    private static final BigInteger VALID_SECONDS = BigInteger.valueOf(25);

    private static final BigInteger PRIORITY_FEE = BigInteger.valueOf(1_000_000_000);

    /** A first nonce, the signature of a voucher, and a first balance in a token. */
    private static final BigInteger GAS = BigInteger.valueOf(1_500_000);

    /** The same without the nonce, for each call after the first. */
    private static final BigInteger GAS_OF_ANOTHER = BigInteger.valueOf(600_000);

    private final MerchantAccount account;
    private final TempoAddress from;
    private final long chainId;
    private final TempoAddress feeToken;
    private final BigInteger maxFeePerGas;

    /**
     * A sender.
     *
     * @param feeToken what fees are paid in
     * @param maxFeePerGas the most that a unit of gas may cost, in 10<sup>-18</sup> USD
     */
    public MerchantSender(MerchantAccount account, long chainId, TempoAddress feeToken, BigInteger maxFeePerGas) {
        this.account = account;
        this.from = account.address();
        this.chainId = chainId;
        this.feeToken = feeToken;
        this.maxFeePerGas = maxFeePerGas;
    }

    /** A transaction that nobody has seen yet. */
    record Signed(byte[] bytes, Bytes32 hash, long validBefore) {

        /** The hash. */
        @Override
        public String toString() {
            return "Signed[" + hash + "]";
        }
    }

    /** Signs a transaction that makes some calls, all of them or none. */
    Signed sign(List<TempoCall> calls, TempoNode one, Deadline deadline) throws NodeException {
        TempoNode.Tip tip = one.tip(deadline.leftUpTo(TransactionSender.LOOKUP_PATIENCE))
                .orElseThrow(() -> new NodeException("The node doesn't tell its latest block"));
        BigInteger validBefore = tip.time().add(VALID_SECONDS);
        TempoTransaction unsigned = new TempoTransaction(
                BigInteger.valueOf(chainId),
                PRIORITY_FEE,
                feePerGas(tip),
                GAS.add(GAS_OF_ANOTHER.multiply(BigInteger.valueOf(calls.size() - 1L))),
                calls,
                RlpList.EMPTY,
                EXPIRING,
                BigInteger.ZERO,
                validBefore,
                null,
                feeToken,
                new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
        byte[] bytes = unsigned.withSignature(signature(unsigned.signingHash())).encode();
        return new Signed(bytes, TransactionSender.hash(bytes), validBefore.longValueExact());
    }

    /** Twice the base fee is enough for some blocks that are full. */
    private BigInteger feePerGas(TempoNode.Tip tip) throws NodeException {
        if (tip.baseFee().add(PRIORITY_FEE).compareTo(maxFeePerGas) > 0) {
            throw new NodeException("A unit of gas costs " + tip.baseFee()
                    + " * 10^-18 USD and some priority, and may cost " + maxFeePerGas);
        }
        return tip.baseFee().shiftLeft(1).add(PRIORITY_FEE).min(maxFeePerGas);
    }

    private byte[] signature(byte[] digest) throws NodeException {
        Secp256k1Signature signature;
        try {
            signature = Secp256k1Signature.parse(account.sign(digest.clone()));
        } catch (ProtocolException malformed) {
            throw new NodeException("The merchant's account made something else than a signature");
        } catch (RuntimeException failed) {
            // Only the kind: what a signer says may have its credentials in it.
            throw new NodeException(
                    "The merchant's account didn't sign: " + failed.getClass().getSimpleName());
        }
        if (!signature.signer(digest).equals(Optional.of(from))) {
            throw new NodeException("The merchant's account signed with another key than that of " + from);
        }
        return signature.canonicalBytes();
    }
}
