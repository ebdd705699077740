package org.mpp4j.tempo.internal.sig;

import java.util.Arrays;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * A signature by an access key in the name of an account: type, account, signature of the key. In the first version the key
 * signed the bare hash, so that the same signature held for each account that had authorized the key; in the second the
 * account is part of what is signed.
 */
record AccessKeySignature(boolean bindsAccount, TempoAddress account, KeySignature signature)
        implements TempoSignature {

    private static final byte FIRST_VERSION = 3;
    private static final byte SECOND_VERSION = 4;

    static final int HEADER_BYTES = 1 + 20;

    static boolean isType(byte first) {
        return first == FIRST_VERSION || first == SECOND_VERSION;
    }

    static AccessKeySignature parse(byte[] bytes) {
        if (bytes.length <= HEADER_BYTES) {
            throw new ProtocolException("The signature of an access key is too short");
        }
        return new AccessKeySignature(
                bytes[0] == SECOND_VERSION,
                TempoAddress.of(Arrays.copyOfRange(bytes, 1, HEADER_BYTES)),
                // Not one of another access key's: that would be a chain of authorizations, which there isn't.
                KeySignature.parse(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length)));
    }

    @Override
    public Optional<Signer> signer(byte[] hash) {
        byte[] signed = bindsAccount ? Keccak.hash(new byte[] {SECOND_VERSION}, hash, account.bytes()) : hash;
        return signature
                .key(signed)
                .map(key -> new Signer(account, Optional.of(new AccessKey(account, key, signature.type()))));
    }

    @Override
    public byte[] bytes() {
        byte type = bindsAccount ? SECOND_VERSION : FIRST_VERSION;
        return Keccak.concatenate(new byte[] {type}, account.bytes(), signature.bytes());
    }

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "AccessKeySignature";
    }
}
