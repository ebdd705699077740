package org.mpp4j.tempo.client;

import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;

/**
 * A signer whose signatures are checked before they are used: with one of somebody else's, what is signed would be money lost
 * or nothing.
 *
 * @param signer that was configured
 */
record CheckedSigner(TempoSigner signer) {

    TempoAddress address() {
        return signer.address();
    }

    /**
     * Signs.
     *
     * @throws PaymentFailedException if the signer fails, or it is another account's signature; nothing is paid then
     */
    byte[] sign(byte[] hash) {
        byte[] signature;
        try {
            signature = signer.sign(hash.clone());
        } catch (RuntimeException failed) {
            // The signer's message may tell more than anybody should see.
            throw new PaymentFailedException(
                    "The signer failed: " + failed.getClass().getSimpleName(), false);
        }
        Secp256k1Signature parsed = Secp256k1Signature.parse(signature);
        if (!parsed.signer(hash).filter(address()::equals).isPresent()) {
            throw new PaymentFailedException("The signer's signature is not that of its account", false);
        }
        return parsed.canonicalBytes();
    }
}
