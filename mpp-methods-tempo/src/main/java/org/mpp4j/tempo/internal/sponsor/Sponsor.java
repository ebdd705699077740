package org.mpp4j.tempo.internal.sponsor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.FeePayer;
import org.mpp4j.tempo.FeePayerException;
import org.mpp4j.tempo.FeePayerListener;
import org.mpp4j.tempo.FeePayerPolicy;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** The fee payer with everything that keeps it from paying too much. Thread-safe. */
public final class Sponsor {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration SIGNING = Duration.ofSeconds(2);

    private final FeePayer feePayer;
    private final TempoAddress address;
    private final SponsorLimits limits;
    private final FeeBudget budget;
    private final SponsorBalance balance;
    private final Duration maxValidity;
    private final Executor errands = Errands.executor("mpp4j-fee-payer");

    /** A fee payer on this chain. */
    public Sponsor(
            FeePayer feePayer,
            FeePayerPolicy policy,
            FeePayerListener listener,
            long chainId,
            TempoNode node,
            InstantSource clock) {
        this.feePayer = feePayer;
        this.address = feePayer.address();
        this.limits = new SponsorLimits(policy, chainId);
        this.budget = new FeeBudget(policy, clock);
        this.maxValidity = policy.maxValidity();
        this.balance = new SponsorBalance(
                address, policy.feeTokens(chainId), policy.lowBalance(), listener, node, clock, errands);
    }

    /** The account that pays. */
    public TempoAddress address() {
        return address;
    }

    /** What a transaction has to keep to. */
    public SponsorLimits limits() {
        return limits;
    }

    /** What is left to spend. */
    public FeeBudget budget() {
        return budget;
    }

    /** How long before its end of validity a transaction can't have been signed here. */
    public Duration maxValidity() {
        return maxValidity;
    }

    /** Whether there is money for fees, as far as is known. */
    public boolean hasMoney() {
        return !balance.isLow();
    }

    /** Finds out at once whether there is money for fees. */
    public void checkBalance() {
        balance.ask();
    }

    /** The token to pay fees of up to so much in, or empty if there isn't enough of any. */
    public Optional<TempoAddress> tokenFor(BigInteger maxFee) {
        return balance.tokenFor(maxFee);
    }

    /**
     * The transaction with the signature of the fee payer.
     *
     * @param transaction with the sender's signature
     * @param sender who has signed it
     * @param feeToken what fees are paid in
     * @throws FeePayerException if there is no right signature, or not in time
     */
    public TempoTransaction sign(
            TempoTransaction transaction, TempoAddress sender, TempoAddress feeToken, Deadline deadline)
            throws FeePayerException {
        byte[] digest = transaction
                .withFeePayer(feeToken, new FeePayerSignature.Wanted())
                .feePayerHash(sender);
        Secp256k1Signature signature;
        try {
            signature = Secp256k1Signature.parse(signature(digest.clone(), deadline));
        } catch (ProtocolException malformed) {
            throw new FeePayerException(
                    "The fee payer made something else than a signature: " + malformed.getMessage());
        }
        if (!signature.signer(digest).equals(Optional.of(address))) {
            throw new FeePayerException("The fee payer signed with another key than that of " + address);
        }
        return transaction.withFeePayer(feeToken, FeePayerSignature.Signed.of(signature));
    }

    /** On a thread of its own, because a signer may be far away and slow. */
    private byte[] signature(byte[] digest, Deadline deadline) throws FeePayerException {
        CompletableFuture<byte[]> signing = new CompletableFuture<>();
        try {
            errands.execute(() -> {
                if (signing.isDone()) {
                    return; // nobody waits for it any more
                }
                try {
                    signing.complete(feePayer.sign(digest));
                } catch (FeePayerException | RuntimeException failed) {
                    signing.completeExceptionally(failed);
                }
            });
            return signing.get(deadline.leftUpTo(SIGNING).toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException busy) {
            throw new FeePayerException("The fee payer is busy with as many signatures as it may be");
        } catch (TimeoutException late) {
            signing.cancel(false);
            throw new FeePayerException("The fee payer didn't sign in time");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FeePayerException("Interrupted while the fee payer signed");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof FeePayerException told) {
                throw told;
            }
            // Only the kind: what a signer says may have its credentials in it.
            LOG.log(
                    Level.ERROR,
                    "The fee payer failed: {0}",
                    failed.getCause() == null
                            ? "?"
                            : failed.getCause().getClass().getName());
            throw new FeePayerException("The fee payer failed");
        }
    }
}
