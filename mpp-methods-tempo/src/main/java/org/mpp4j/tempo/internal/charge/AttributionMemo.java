package org.mpp4j.tempo.internal.charge;

import java.util.Arrays;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;

/**
 * The memo that makes a transfer the payment for one challenge: 4 bytes for the protocol, 1 for the version, 10 for the
 * server, 10 for the client, 7 for the challenge. The specification has no such memo, but deployed clients write it; without
 * it a transfer that was seen on the chain would pay for anybody's challenge.
 */
public final class AttributionMemo {

    private static final int LENGTH = 32;
    private static final byte[] TAG_AND_VERSION = {(byte) 0xef, 0x1e, (byte) 0xd7, 0x12, 1};
    private static final int CLIENT_START = 15;
    private static final int CHALLENGE_START = 25;

    private final byte[] expected;

    private AttributionMemo(byte[] expected) {
        this.expected = expected;
    }

    /** The memo for a challenge. */
    public static AttributionMemo of(Challenge challenge) {
        return of(challenge.realm(), challenge.id());
    }

    /** The memo for the challenge with this id, from the server with this realm. */
    public static AttributionMemo of(String realm, String challengeId) {
        return new AttributionMemo(Keccak.concatenate(
                TAG_AND_VERSION,
                Arrays.copyOf(Keccak.hash(realm), CLIENT_START - TAG_AND_VERSION.length),
                new byte[CHALLENGE_START - CLIENT_START],
                Arrays.copyOf(Keccak.hash(challengeId), LENGTH - CHALLENGE_START)));
    }

    /** Whether this is the memo, whatever client wrote it. */
    public boolean matches(RlpBytes memo) {
        byte[] actual = memo.toArray();
        return actual.length == LENGTH
                && Arrays.equals(expected, 0, CLIENT_START, actual, 0, CLIENT_START)
                && Arrays.equals(expected, CHALLENGE_START, LENGTH, actual, CHALLENGE_START, LENGTH);
    }

    /** Whether a memo is for a challenge with this id, of whatever server and client. */
    static boolean isForChallenge(RlpBytes memo, String challengeId) {
        byte[] actual = memo.toArray();
        return actual.length == LENGTH
                && Arrays.equals(TAG_AND_VERSION, 0, TAG_AND_VERSION.length, actual, 0, TAG_AND_VERSION.length)
                && Arrays.equals(
                        Keccak.hash(challengeId), 0, LENGTH - CHALLENGE_START, actual, CHALLENGE_START, LENGTH);
    }

    /** The memo as a client that doesn't name itself writes it. */
    public byte[] anonymous() {
        return expected.clone();
    }
}
