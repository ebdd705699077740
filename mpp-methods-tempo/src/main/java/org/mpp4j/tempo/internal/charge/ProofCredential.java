package org.mpp4j.tempo.internal.charge;

import java.time.InstantSource;
import java.util.Optional;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/**
 * Checks credentials of type {@code proof}: a signature instead of money (draft-tempo-charge section "Proof Payload"). The
 * chain has no part in it.
 */
public final class ProofCredential {

    private final long chainId;
    private final ProofHash hash;
    private final InstantSource clock;

    /** For accounts of this chain. */
    public ProofCredential(long chainId, InstantSource clock) {
        this.chainId = chainId;
        this.hash = new ProofHash(chainId);
        this.clock = clock;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        Secp256k1Signature signature = Secp256k1Signature.parse(Hex.decodeExactly(
                attempt.payload().requireString("signature"), Secp256k1Signature.LENGTH, "signature of the proof"));
        if (!attempt.request().amount().isZero()) {
            return Rejected.verificationFailed("A proof pays for an amount of zero only.");
        }
        Optional<PayerDid> source =
                attempt.source().flatMap(PayerDid::parse).filter(payer -> payer.chainId() == chainId);
        if (source.isEmpty()) {
            return Rejected.verificationFailed("With a proof, the source of the credential must be did:pkh:eip155:"
                    + chainId + ": and the address of the account.");
        }
        TempoAddress account = source.get().address();
        Optional<TempoAddress> signer = signature.signer(hash.of(account, attempt.challenge()));
        if (!signer.equals(Optional.of(account))) {
            return Rejected.verificationFailed("The proof wasn't signed for this challenge by the key of the source.");
        }
        return new Verification.Verified(new Proven(source.get(), attempt));
    }

    /** Nothing is left to do but to confirm it. That it works once is the gate's claim of the challenge. */
    private final class Proven implements VerifiedPayment {

        private final PayerDid payer;
        private final PaymentAttempt attempt;

        Proven(PayerDid payer, PaymentAttempt attempt) {
            this.payer = payer;
            this.attempt = attempt;
        }

        @Override
        public Optional<String> payer() {
            return Optional.of(payer.toString());
        }

        @Override
        public Settlement settle(boolean attemptedBefore) {
            return new Settlement.Settled(
                    ChargeReceipt.of(attempt.challenge().id(), clock.instant(), attempt.request()));
        }
    }
}
