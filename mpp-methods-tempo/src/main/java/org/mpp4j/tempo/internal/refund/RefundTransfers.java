package org.mpp4j.tempo.internal.refund;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.RefundOutcome;
import org.mpp4j.tempo.RefundOutcome.Reason;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.charge.ChargeRail;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.charge.TransferLogs;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.ReceiptAnswer;
import org.mpp4j.tempo.internal.rpc.SendAnswer;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt;
import org.mpp4j.tempo.internal.rpc.Trial;
import org.mpp4j.tempo.internal.sponsor.SponsorLimits;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;

/** Signs and sends transfers from the account that gives back. Remembers nothing. Thread-safe. */
final class RefundTransfers {

    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    /** What came of preparing a transfer. */
    sealed interface Prepared {}

    /** A transaction that nobody has seen. */
    static final class Signed implements Prepared {

        private final byte[] bytes;
        private final String hash;
        private final BigInteger validBefore;

        private Signed(byte[] bytes, BigInteger validBefore) {
            this.bytes = bytes;
            this.hash = Hex.encode(Keccak.hash(bytes));
            this.validBefore = validBefore;
        }

        String hash() {
            return hash;
        }

        BigInteger validBefore() {
            return validBefore;
        }
    }

    /** None could be made, or only one that would be in vain. */
    record Impossible(RefundOutcome outcome) implements Prepared {

        private static Impossible because(Reason reason, String detail) {
            return new Impossible(new RefundOutcome.Refused(reason, detail));
        }

        private static Impossible now(String cause) {
            return new Impossible(RefundDesk.unknown(new NodeException(cause)));
        }
    }

    private final ChargeTarget target;
    private final ChargeRail rail;
    private final MerchantAccount account;
    private final TempoAddress from;
    private final RefundDraft draft;

    RefundTransfers(ChargeTarget target, ChargeRail rail, MerchantAccount account, RefundDraft draft) {
        this.target = target;
        this.rail = rail;
        this.account = account;
        this.from = account.address();
        this.draft = draft;
    }

    /** Signs a transfer, if it can be paid and would be made. */
    Prepared prepare(TempoAddress to, BigInteger amount, RlpBytes memo, TempoNode one, Deadline deadline) {
        Optional<TempoNode.Tip> tip = one.tip(deadline.leftUpTo(LOOKUP_PATIENCE));
        if (tip.isEmpty()) {
            return Impossible.now("The node doesn't tell its latest block");
        }
        Optional<BigInteger> feePerGas = draft.feePerGas(tip.get());
        if (feePerGas.isEmpty()) {
            return Impossible.because(
                    Reason.FEES_TOO_HIGH,
                    "A unit of gas costs " + tip.get().baseFee() + " * 10^-18 USD and some priority, and may cost "
                            + draft.maxFeePerGas());
        }
        TempoCall transfer = RefundDraft.transfer(target.currency(), to, amount, memo);
        TempoTransaction unsigned = RefundDraft.unsigned(
                target.chainId(),
                transfer,
                draft.feeToken(),
                feePerGas.get(),
                tip.get().time());
        Impossible unpayable = unpayable(amount, SponsorLimits.maxFee(unsigned), one, deadline);
        if (unpayable != null) {
            return unpayable;
        }
        if (one.trial(from, List.of(transfer), deadline.leftUpTo(LOOKUP_PATIENCE)) == Trial.REVERTS) {
            return Impossible.because(
                    Reason.NOT_TRANSFERABLE,
                    "The token would revert the transfer from " + from + " to " + to + "; nothing was sent");
        }
        return sign(unsigned, tip.get());
    }

    /** Why the account can't pay amount and fee, or null if it can. */
    private @Nullable Impossible unpayable(BigInteger amount, BigInteger maxFee, TempoNode one, Deadline deadline) {
        boolean oneToken = draft.feeToken().equals(target.currency());
        Impossible lacking = lacking(target.currency(), oneToken ? amount.add(maxFee) : amount, one, deadline);
        return lacking == null && !oneToken ? lacking(draft.feeToken(), maxFee, one, deadline) : lacking;
    }

    private @Nullable Impossible lacking(TempoAddress token, BigInteger needed, TempoNode one, Deadline deadline) {
        Optional<BigInteger> balance = one.balance(token, from, deadline.leftUpTo(LOOKUP_PATIENCE));
        if (balance.isEmpty()) {
            return Impossible.now("The node doesn't tell what the account for refunds has");
        }
        return balance.get().compareTo(needed) >= 0
                ? null
                : Impossible.because(
                        Reason.BALANCE_TOO_LOW,
                        "The account " + from + " has " + balance.get() + " base units of " + token + ", and up to "
                                + needed + " are needed, fees included");
    }

    private Prepared sign(TempoTransaction unsigned, TempoNode.Tip tip) {
        byte[] digest = unsigned.signingHash();
        Secp256k1Signature signature;
        try {
            signature = Secp256k1Signature.parse(account.sign(digest.clone()));
        } catch (ProtocolException malformed) {
            return Impossible.now("The account for refunds made something else than a signature");
        } catch (RuntimeException failed) {
            // Only the kind: what a signer says may have its credentials in it.
            return Impossible.now(
                    "The account for refunds didn't sign: " + failed.getClass().getSimpleName());
        }
        if (!signature.signer(digest).equals(Optional.of(from))) {
            return Impossible.now("The account for refunds signed with another key than that of " + from);
        }
        BigInteger validBefore = unsigned.validBefore();
        return new Signed(
                unsigned.withSignature(signature.canonicalBytes()).encode(),
                validBefore == null ? tip.time() : validBefore);
    }

    /** Sends a transaction and waits for it. Empty says nothing: it may be mined later. */
    Optional<ReceiptAnswer.Mined> send(Signed signed, Deadline deadline) {
        TempoNode node = rail.node();
        SendAnswer answer = node.send(
                signed.bytes, signed.hash, rail.patience().multipliedBy(6).dividedBy(10), deadline);
        if (answer instanceof SendAnswer.Mined mined) {
            return Optional.of(new ReceiptAnswer.Mined(mined.receipt()));
        }
        boolean waits = answer instanceof SendAnswer.Pending || answer instanceof SendAnswer.Unclear;
        do {
            if (node.receipt(signed.hash, deadline.leftUpTo(LOOKUP_PATIENCE)) instanceof ReceiptAnswer.Mined mined) {
                return Optional.of(mined);
            }
        } while (waits && deadline.pause(POLL_INTERVAL));
        return Optional.empty();
    }

    /** Whether a receipt tells of a refund's transfer. */
    boolean isToldBy(TransactionReceipt receipt, TempoAddress to, BookedRefund booked, LedgerEntry payment) {
        RlpBytes memo = RefundMemo.of(payment.reference(), payment.challengeId(), booked.refundId());
        return TransferLogs.of(receipt.logs(), target.currency(), from)
                .contains(new TokenCall.Transfer(to, booked.amount(), memo));
    }
}
