package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.tx.TokenCall;

/**
 * Holds what the ledger says of a payment against what the chain says: only what was really paid to the merchant, and by whom, is
 * given back to anybody.
 *
 * @param target where it was paid
 * @param payer who paid
 * @param challengeId of the challenge that was paid
 * @param amount in base units, shares of others included
 */
public record ProvenPayment(ChargeTarget target, TempoAddress payer, String challengeId, BigInteger amount) {

    private static final TempoAddress FEE_MANAGER = TempoAddress.parse("0xfeec000000000000000000000000000000000000");

    /**
     * The payment that a ledger tells of.
     *
     * @param payerDid as it stands there
     * @return empty if that isn't an account on the chain
     */
    public static Optional<ProvenPayment> of(
            ChargeTarget target, String payerDid, String challengeId, BigInteger amount) {
        return PayerDid.parse(payerDid)
                .filter(payer -> payer.chainId() == target.chainId())
                .map(payer -> new ProvenPayment(target, payer.address(), challengeId, amount));
    }

    /** Why a transaction isn't this payment; empty if it is. */
    public Optional<String> problem(TransactionReceipt receipt) {
        if (!receipt.succeeded()) {
            return Optional.of("The transaction of the payment was reverted, so nothing was paid");
        }
        List<TokenCall.Transfer> transfers = TransferLogs.of(receipt.logs(), target.currency(), payer).stream()
                .filter(transfer -> !transfer.to().equals(FEE_MANAGER))
                .toList();
        boolean toMerchant = transfers.stream()
                .anyMatch(transfer -> transfer.to().equals(target.recipient())
                        && transfer.memo() != null
                        && AttributionMemo.isForChallenge(transfer.memo(), challengeId));
        if (!toMerchant) {
            return Optional.of("The transaction of the payment has no transfer from the payer to " + target.recipient()
                    + " with the memo of the challenge");
        }
        BigInteger paid = transfers.stream().map(TokenCall.Transfer::amount).reduce(BigInteger.ZERO, BigInteger::add);
        return paid.compareTo(amount) < 0
                ? Optional.of("The transaction of the payment moved " + paid + " base units, and not the " + amount
                        + " that the ledger has")
                : Optional.empty();
    }
}
