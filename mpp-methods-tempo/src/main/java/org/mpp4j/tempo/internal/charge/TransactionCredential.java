package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * Checks credentials of type {@code transaction}: a transaction that the client has signed, for this server to send
 * (draft-tempo-charge section "Transaction Verification", and stricter where the reference implementation is).
 */
public final class TransactionCredential {

    private final ChargeTarget target;
    private final TempoNode node;
    private final Duration deadline;
    private final InstantSource clock;

    /** For charges paid there. */
    public TransactionCredential(ChargeTarget target, TempoNode node, Duration deadline, InstantSource clock) {
        this.target = target;
        this.node = node;
        this.deadline = deadline;
        this.clock = clock;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        byte[] bytes = Hex.decode(
                attempt.payload().requireString("signature"), TempoTransaction.MAX_BYTES, "signed transaction");
        if (attempt.request().amount().isZero()) {
            return Rejected.verificationFailed("An amount of zero is answered with a proof, not with a transaction.");
        }
        if (bytes.length > 0 && bytes[0] == TempoTransaction.FEE_PAYER_TYPE) {
            return notSponsored();
        }
        TempoTransaction transaction = TempoTransaction.decode(bytes);
        Optional<String> unsupported = unsupported(transaction);
        if (unsupported.isPresent()) {
            return Rejected.verificationFailed(unsupported.get());
        }
        if (transaction.feePayer() instanceof FeePayerSignature.Wanted) {
            return notSponsored();
        }
        if (!transaction.chainId().equals(BigInteger.valueOf(target.chainId()))) {
            return Rejected.verificationFailed("The transaction is for another chain than " + target.chainId() + ".");
        }
        Optional<TempoAddress> sender = transaction.secp256k1Sender();
        if (sender.isEmpty()) {
            return Rejected.verificationFailed("No account can have signed the transaction like this.");
        }
        PayerDid payer = new PayerDid(target.chainId(), sender.get());
        if (!agrees(attempt.source(), payer)) {
            return Rejected.verificationFailed("The source of the credential isn't who signed the transaction.");
        }
        ExpectedTransfer expected = new ExpectedTransfer(
                target.currency(),
                target.recipient(),
                attempt.request().amount().baseUnits(),
                AttributionMemo.of(attempt.challenge()));
        return new PaymentCalls(expected)
                .problem(transaction.calls())
                .<Verification>map(Rejected::verificationFailed)
                .orElseGet(() -> new Verification.Verified(new TransactionPayment(
                        transaction.canonical(), payer, expected, attempt.challenge(), node, deadline, clock)));
    }

    private static Rejected notSponsored() {
        return Rejected.verificationFailed(
                "The transaction leaves its fees to this server, which doesn't pay them. Sign one that pays its own fees.");
    }

    private static Optional<String> unsupported(TempoTransaction transaction) {
        if (transaction.signature().kind() != SenderSignature.Kind.SECP256K1) {
            return Optional.of(
                    "Only transactions with a secp256k1 signature of the sender's own key are supported here, "
                            + "not P-256, passkeys or access keys.");
        }
        if (transaction.keyAuthorization() != null
                || !transaction.authorizations().items().isEmpty()) {
            return Optional.of(
                    "Only transactions without key authorizations and code authorizations are supported here.");
        }
        return Optional.empty();
    }

    /** What isn't a DID of this kind claims nothing that could be compared. */
    private static boolean agrees(Optional<String> source, PayerDid payer) {
        return source.filter(PayerDid::isClaimedBy)
                .map(claimed -> PayerDid.parse(claimed).equals(Optional.of(payer)))
                .orElse(true);
    }
}
