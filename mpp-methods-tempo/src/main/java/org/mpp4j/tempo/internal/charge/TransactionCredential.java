package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * Checks credentials of type {@code transaction}: a transaction that the client has signed, for this server to send
 * (draft-tempo-charge section "Transaction Verification", and stricter where the reference implementation is).
 */
public final class TransactionCredential {

    private final ChargeTarget target;
    private final TempoNode node;
    private final AccessKeys keys;
    private final Duration deadline;
    private final InstantSource clock;

    /** For charges paid there. */
    public TransactionCredential(
            ChargeTarget target, TempoNode node, AccessKeys keys, Duration deadline, InstantSource clock) {
        this.target = target;
        this.node = node;
        this.keys = keys;
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
        if (!transaction.authorizations().items().isEmpty()) {
            return Rejected.verificationFailed("Only transactions without code authorizations are supported here.");
        }
        if (transaction.feePayer() instanceof FeePayerSignature.Wanted) {
            return notSponsored();
        }
        if (!transaction.chainId().equals(BigInteger.valueOf(target.chainId()))) {
            return Rejected.verificationFailed("The transaction is for another chain than " + target.chainId() + ".");
        }
        Optional<Signer> signer = transaction.signer();
        if (signer.isEmpty()) {
            return Rejected.verificationFailed("No account can have signed the transaction like this.");
        }
        PayerDid payer = new PayerDid(target.chainId(), signer.get().account());
        if (!agrees(attempt.source(), payer)) {
            return Rejected.verificationFailed("The source of the credential isn't who signed the transaction.");
        }
        ExpectedPayment expected = ExpectedPayment.of(attempt.request(), AttributionMemo.of(attempt.challenge()));
        Optional<String> problem = new PaymentCalls(expected).problem(transaction.calls());
        if (problem.isPresent()) {
            return Rejected.verificationFailed(problem.get());
        }
        VerifiedPayment payment = new TransactionPayment(
                transaction.canonical(), payer, expected, attempt.challenge(), node, deadline, clock);
        return new Verification.Verified(signer.get()
                .accessKey()
                .filter(key -> !transaction.authorizes(key))
                .<VerifiedPayment>map(key -> new AccessKeyPayment(payment, key, keys))
                .orElse(payment));
    }

    private static Rejected notSponsored() {
        return Rejected.verificationFailed(
                "The transaction leaves its fees to this server, which doesn't pay them. Sign one that pays its own fees.");
    }

    /** What isn't a DID of this kind claims nothing that could be compared. */
    private static boolean agrees(Optional<String> source, PayerDid payer) {
        return source.filter(PayerDid::isClaimedBy)
                .map(claimed -> PayerDid.parse(claimed).equals(Optional.of(payer)))
                .orElse(true);
    }
}
