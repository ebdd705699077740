package org.mpp4j.tempo.internal.charge;

import java.time.InstantSource;
import java.util.Optional;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.sig.TempoSignature;

/**
 * Checks credentials of type {@code proof}: a signature instead of money (draft-tempo-charge section "Proof Payload"). The
 * chain has no part in it, but for whether an access key may sign.
 */
public final class ProofCredential {

    private final long chainId;
    private final ProofHash hash;
    private final AccessKeys keys;
    private final InstantSource clock;

    /** For accounts of this chain. */
    public ProofCredential(long chainId, AccessKeys keys, InstantSource clock) {
        this.chainId = chainId;
        this.keys = keys;
        this.hash = new ProofHash(chainId);
        this.clock = clock;
    }

    /**
     * Checks a credential.
     *
     * @throws ProtocolException if the payload isn't of the right form
     */
    public Verification verify(PaymentAttempt attempt) {
        TempoSignature signature = TempoSignature.parse(Hex.decode(
                attempt.payload().requireString("signature"), TempoSignature.MAX_BYTES, "signature of the proof"));
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
        Optional<Signer> signer = signature
                .signer(hash.of(account, attempt.challenge()))
                .filter(by -> by.account().equals(account));
        if (signer.isEmpty()) {
            return Rejected.verificationFailed("The proof wasn't signed for this challenge by a key of the source.");
        }
        return new Verification.Verified(new Proven(source.get(), signer.get().accessKey(), attempt));
    }

    /**
     * Nothing is left to do but to confirm it, and if an access key has signed, to ask the chain whether it may. That it works
     * once is the gate's claim of the challenge.
     */
    private final class Proven implements VerifiedPayment {

        private final PayerDid payer;
        private final Optional<AccessKey> key;
        private final PaymentAttempt attempt;

        Proven(PayerDid payer, Optional<AccessKey> key, PaymentAttempt attempt) {
            this.payer = payer;
            this.key = key;
            this.attempt = attempt;
        }

        @Override
        public Optional<String> payer() {
            return Optional.of(payer.toString());
        }

        @Override
        public JsonObject lookUpData() {
            return key.map(TransactionLookUp::data).orElse(JsonObject.EMPTY);
        }

        @Override
        public Settlement settle(boolean attemptedBefore) {
            return key.flatMap(keys::objectionTo)
                    .orElseGet(() -> new Settlement.Settled(
                            ChargeReceipt.of(attempt.challenge().id(), clock.instant(), attempt.request())));
        }
    }
}
