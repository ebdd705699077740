package org.mpp4j.tempo.internal.sponsor;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.FeePayerPolicy;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** Holds a transaction whose calls are a payment against the limits of the policy. */
public final class SponsorLimits {

    /** Nonces of this key belong to no sequence: each transaction is good once, until it expires. */
    private static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    /** Gas prices are in 10<sup>-18</sup> USD, tokens in 10<sup>-6</sup>. */
    private static final BigInteger PRICE_UNIT = BigInteger.TEN.pow(12);

    /** Clients round up. */
    private static final Duration BEYOND_CHALLENGE = Duration.ofMinutes(1);

    private static final int LONGEST_TIME_BITS = 40;

    private final FeePayerPolicy policy;
    private final long chainId;

    /** For transactions on this chain. */
    public SponsorLimits(FeePayerPolicy policy, long chainId) {
        this.policy = policy;
        this.chainId = chainId;
    }

    /** The most that a transaction can cost, in base units of the fee token, rounded up. */
    public static BigInteger maxFee(TempoTransaction transaction) {
        return inBaseUnits(transaction.gas().multiply(transaction.maxFeePerGas()));
    }

    static BigInteger inBaseUnits(BigInteger attodollars) {
        return attodollars.add(PRICE_UNIT).subtract(BigInteger.ONE).divide(PRICE_UNIT);
    }

    /** Why this transaction isn't sponsored whenever it comes, for the client; empty if it may be. */
    public Optional<String> problem(TempoTransaction transaction, Challenge challenge) {
        return problemApartFromCalls(transaction, challenge).or(() -> calls(transaction, challenge));
    }

    /** The same for a transaction whose calls are known to be what its fees are to be paid for. */
    public Optional<String> problemApartFromCalls(TempoTransaction transaction, Challenge challenge) {
        if (!transaction.nonceKey().equals(EXPIRING) || transaction.nonce().signum() != 0) {
            return Optional.of(
                    "This server pays fees of transactions with an expiring nonce only: nonce key 2^256-1, nonce 0.");
        }
        BigInteger validBefore = transaction.validBefore();
        if (validBefore == null || validBefore.bitLength() > LONGEST_TIME_BITS) {
            return Optional.of("This server pays fees of transactions with an end of their validity only.");
        }
        boolean outlives = challenge
                .expiresAt()
                .map(expires ->
                        BigInteger.valueOf(expires.plus(BEYOND_CHALLENGE).getEpochSecond()))
                .map(end -> validBefore.compareTo(end) > 0)
                .orElse(false);
        if (outlives) {
            return Optional.of(
                    "The transaction is valid for longer than its challenge, and this server pays its fees.");
        }
        if (!transaction.accessList().items().isEmpty()
                || !transaction.authorizations().items().isEmpty()
                || transaction.keyAuthorization() != null) {
            return Optional.of(
                    "This server pays no fees of transactions with an access list, authorizations or a key authorization.");
        }
        return costs(transaction);
    }

    private Optional<String> costs(TempoTransaction transaction) {
        if (transaction.gas().compareTo(policy.maxGas()) > 0) {
            return beyond("gas limit", policy.maxGas());
        }
        if (transaction.maxFeePerGas().compareTo(policy.maxFeePerGas()) > 0) {
            return beyond("fee per gas", policy.maxFeePerGas());
        }
        BigInteger maxPriority = policy.maxPriorityFeePerGas(chainId);
        if (transaction.maxPriorityFeePerGas().compareTo(maxPriority) > 0) {
            return beyond("priority fee per gas", maxPriority);
        }
        return maxFee(transaction).compareTo(policy.maxFee()) > 0
                ? beyond("gas limit times its fee per gas", policy.maxFee())
                : Optional.empty();
    }

    private static Optional<String> beyond(String what, BigInteger limit) {
        return Optional.of(
                "The " + what + " of the transaction is more than the " + limit + " that this server pays for.");
    }

    private Optional<String> calls(TempoTransaction transaction, Challenge challenge) {
        List<TokenCall> calls = transaction.calls().stream()
                .flatMap(call -> TokenFunction.decode(call.input().toArray()).stream())
                .toList();
        long transfers =
                calls.stream().filter(TokenCall.Transfer.class::isInstance).count();
        boolean buys = calls.stream().anyMatch(TokenCall.Buy.class::isInstance);
        int wanted = 1 + challenge.request().methodDetails().objects("splits").size();
        if (calls.size() != transaction.calls().size() || transfers != wanted) {
            return Optional.of(
                    "This server pays fees of transactions that make the transfers it asks for and no others.");
        }
        return buys ? problemOfPurchase() : Optional.empty();
    }

    /** Why a transaction isn't sponsored that buys at the exchange what it pays with. */
    public Optional<String> problemOfPurchase() {
        return policy.purchases()
                ? Optional.empty()
                : Optional.of("This server pays no fees of purchases at the exchange.");
    }

    /** Why this transaction isn't sponsored at this moment. */
    public Optional<String> problemNow(TempoTransaction transaction, Instant now) {
        BigInteger end = BigInteger.valueOf(now.plus(policy.maxValidity()).getEpochSecond());
        return transaction.validBefore() == null || transaction.validBefore().compareTo(end) > 0
                ? Optional.of("The transaction is valid for longer than the " + policy.maxValidity()
                        + " that this server pays fees for.")
                : Optional.empty();
    }
}
