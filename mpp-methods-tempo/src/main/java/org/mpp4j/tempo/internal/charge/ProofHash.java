package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import org.bouncycastle.util.BigIntegers;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * What an account signs to prove that it is there, when a challenge asks for no money: typed data after EIP-712. The
 * specification still has version "1" of it, with the challenge alone; all deployed clients sign version "3".
 */
public final class ProofHash {

    private static final byte[] DOMAIN_TYPE = Keccak.hash("EIP712Domain(string name,string version,uint256 chainId)");
    private static final byte[] PROOF_TYPE = Keccak.hash("Proof(address account,string challengeId,string realm)");
    private static final byte[] NAME = Keccak.hash("MPP");
    private static final byte[] VERSION = Keccak.hash("3");
    private static final byte[] PREFIX = {0x19, 0x01};

    private static final int WORD = 32;
    private static final int PROOF_BYTES = 4 * WORD;

    private final byte[] domain;

    /** Servers have one realm, or few; this is the last one. Two threads may write theirs, and both are right. */
    private volatile HashedRealm lastRealm = new HashedRealm("", Keccak.hash(""));

    private record HashedRealm(String realm, byte[] hash) {}

    /** For the accounts of one chain. */
    public ProofHash(long chainId) {
        this.domain = Keccak.hash(
                DOMAIN_TYPE, NAME, VERSION, BigIntegers.asUnsignedByteArray(WORD, BigInteger.valueOf(chainId)));
    }

    /** The hash that the account signs. */
    public byte[] of(TempoAddress account, Challenge challenge) {
        byte[] proof = new byte[PROOF_BYTES];
        byte[] address = account.bytes();
        System.arraycopy(PROOF_TYPE, 0, proof, 0, WORD);
        System.arraycopy(address, 0, proof, 2 * WORD - address.length, address.length);
        System.arraycopy(Keccak.hash(challenge.id()), 0, proof, 2 * WORD, WORD);
        System.arraycopy(hashed(challenge.realm()), 0, proof, 3 * WORD, WORD);
        return Keccak.hash(PREFIX, domain, Keccak.hash(proof));
    }

    private byte[] hashed(String realm) {
        HashedRealm last = lastRealm;
        if (!last.realm().equals(realm)) {
            last = new HashedRealm(realm, Keccak.hash(realm));
            lastRealm = last;
        }
        return last.hash();
    }

    byte[] domain() {
        return domain.clone();
    }
}
