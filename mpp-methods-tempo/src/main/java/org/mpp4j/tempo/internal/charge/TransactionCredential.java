package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.sponsor.Sponsor;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * Checks credentials of type {@code transaction}: a transaction that the client has signed, for this server to send
 * (draft-tempo-charge section "Transaction Verification", and stricter where the reference implementation is).
 */
public final class TransactionCredential {

    private final ChargeTarget target;
    private final ChargeRail rail;
    private final AccessKeys keys;
    private final @Nullable Sponsor sponsor;

    /**
     * For charges paid there.
     *
     * @param keys tell which access keys may sign for an account
     * @param sponsor who pays the fees of transactions that leave them to this server, or null for nobody
     */
    public TransactionCredential(ChargeTarget target, ChargeRail rail, AccessKeys keys, @Nullable Sponsor sponsor) {
        this.target = target;
        this.rail = rail;
        this.keys = keys;
        this.sponsor = sponsor;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        byte[] bytes = Hex.decode(
                attempt.payload().requireString("signature"), SubmittedTransaction.MAX_BYTES, "signed transaction");
        if (attempt.request().amount().isZero()) {
            return Rejected.verificationFailed("An amount of zero is answered with a proof, not with a transaction.");
        }
        boolean sponsored = sponsor != null
                && attempt.request().methodDetails().bool("feePayer").orElse(false);
        if (!sponsored && bytes.length > 0 && bytes[0] == TempoTransaction.FEE_PAYER_TYPE) {
            return notSponsored();
        }
        SubmittedTransaction submitted = SubmittedTransaction.decode(bytes);
        TempoTransaction transaction = submitted.transaction();
        if (!transaction.authorizations().items().isEmpty()) {
            return Rejected.verificationFailed("Only transactions without code authorizations are supported here.");
        }
        if (submitted.wantsFeePayer() && !sponsored) {
            return notSponsored();
        }
        if (!transaction.chainId().equals(BigInteger.valueOf(target.chainId()))) {
            return Rejected.verificationFailed("The transaction is for another chain than " + target.chainId() + ".");
        }
        Optional<Signer> signer = transaction.signer();
        if (signer.isEmpty()) {
            return Rejected.verificationFailed("No account can have signed the transaction like this.");
        }
        Signer by = signer.get();
        if (submitted.claimedSender() != null && !submitted.claimedSender().equals(by.account())) {
            return Rejected.verificationFailed(
                    "The transaction was signed by another account than it names as sender.");
        }
        PayerDid payer = new PayerDid(target.chainId(), by.account());
        if (!agrees(attempt.source(), payer)) {
            return Rejected.verificationFailed("The source of the credential isn't who signed the transaction.");
        }
        ExpectedPayment expected = ExpectedPayment.of(attempt.request(), AttributionMemo.of(attempt.challenge()));
        Optional<String> problem = new PaymentCalls(expected).problem(transaction.calls());
        if (problem.isEmpty() && submitted.wantsFeePayer() && sponsor != null) {
            problem = sponsor.limits().problem(transaction, attempt.challenge());
        }
        if (problem.isPresent()) {
            return Rejected.verificationFailed(problem.get());
        }
        return new Verification.Verified(payment(transaction.canonical(), by, payer, expected, attempt.challenge()));
    }

    private VerifiedPayment payment(
            TempoTransaction canonical, Signer by, PayerDid payer, ExpectedPayment expected, Challenge challenge) {
        if (canonical.feePayer() instanceof FeePayerSignature.Wanted && sponsor != null) {
            SponsoredKey signedBy = by.accessKey()
                    .map(key -> new SponsoredKey(keys, key, canonical.calls()))
                    .orElse(null);
            RlpBytes memo = memo(canonical, expected.primary());
            return new SponsoredPayment(canonical, payer, expected, memo, signedBy, challenge, sponsor, rail);
        }
        VerifiedPayment payment = new TransactionPayment(canonical, payer, expected, challenge, rail, receipt -> {});
        return by.accessKey()
                .filter(key -> !canonical.authorizes(key))
                .<VerifiedPayment>map(key -> new AccessKeyPayment(payment, () -> keys.objectionTo(key)))
                .orElse(payment);
    }

    private static RlpBytes memo(TempoTransaction transaction, ExpectedTransfer primary) {
        return transaction.calls().stream()
                .flatMap(call -> TokenFunction.decode(call.input().toArray()).stream())
                .filter(call -> call instanceof TokenCall.Transfer transfer && primary.isMetBy(transfer))
                .map(call -> ((TokenCall.Transfer) call).memo())
                .findFirst()
                .orElseThrow();
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
