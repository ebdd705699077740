package org.mpp4j.tempo.internal.refund;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;

/**
 * The memo that makes a transfer the refund of a payment, so that anybody who was paid back sees what for: 4 bytes for refunds,
 * 1 for the version, the first 13 of the hash of the payment's transaction, and 14 for the challenge and the refund's own name.
 */
public final class RefundMemo {

    private static final byte[] TAG_AND_VERSION =
            Keccak.concatenate(Arrays.copyOf(Keccak.hash("mpp-refund"), 4), new byte[] {1});
    private static final int OF_PAYMENT = 13;
    private static final int OF_REFUND = 14;

    private RefundMemo() {}

    /**
     * The memo of a refund: {@code keccak("mpp-refund")[0..4] || 01 || payment[0..13] || keccak(challenge || 00 || refund)[0..14]}.
     *
     * @param payment the hash of the payment's transaction
     * @param challengeId of the challenge that was paid
     * @param refundId the merchant's name of the refund
     */
    public static RlpBytes of(String payment, String challengeId, String refundId) {
        byte[] hash = Hex.decodeExactly(payment, 32, "hash of the payment");
        byte[] names = Keccak.hash(bytes(challengeId), new byte[1], bytes(refundId));
        return RlpBytes.of(
                Keccak.concatenate(TAG_AND_VERSION, Arrays.copyOf(hash, OF_PAYMENT), Arrays.copyOf(names, OF_REFUND)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
