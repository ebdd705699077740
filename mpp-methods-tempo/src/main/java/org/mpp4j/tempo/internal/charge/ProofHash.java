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

    private final byte[] domain;

    /** For the accounts of one chain. */
    public ProofHash(long chainId) {
        this.domain = Keccak.hash(
                DOMAIN_TYPE, NAME, VERSION, BigIntegers.asUnsignedByteArray(32, BigInteger.valueOf(chainId)));
    }

    /** The hash that the account signs. */
    public byte[] of(TempoAddress account, Challenge challenge) {
        byte[] proof = Keccak.hash(
                PROOF_TYPE, new byte[12], account.bytes(), Keccak.hash(challenge.id()), Keccak.hash(challenge.realm()));
        return Keccak.hash(new byte[] {0x19, 0x01}, domain, proof);
    }

    byte[] domain() {
        return domain.clone();
    }
}
