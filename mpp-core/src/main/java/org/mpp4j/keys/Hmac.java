package org.mpp4j.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.BindingText;

/**
 * HMAC-SHA256 (RFC 2104) with one key for many threads. The digest's states behind the key, and behind the beginning that all
 * challenges of an offer share, are kept and copied, so that only what differs is gone over: {@code javax.crypto.Mac} goes over
 * the key's two blocks and the whole text each time, which costs about twice as much for a challenge.
 */
final class Hmac {

    private static final String DIGEST = "SHA-256";
    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;

    /** Offers beyond that many take each other's places. */
    private static final int STARTS = 64;

    private record Start(String text, MessageDigest state) {}

    private final MessageDigest inner; // only ever copied, as the others
    private final MessageDigest outer;
    private final AtomicReferenceArray<@Nullable Start> starts = new AtomicReferenceArray<>(STARTS);

    private Hmac(MessageDigest inner, MessageDigest outer) {
        this.inner = inner;
        this.outer = outer;
    }

    static Hmac withKey(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance(DIGEST);
            byte[] block = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
            return new Hmac(behind(block, INNER), behind(block, OUTER));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java platform has " + DIGEST, impossible);
        }
    }

    private static MessageDigest behind(byte[] key, byte pad) throws GeneralSecurityException {
        byte[] padded = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            padded[i] = (byte) (key[i] ^ pad);
        }
        MessageDigest digest = MessageDigest.getInstance(DIGEST);
        digest.update(padded);
        return digest;
    }

    byte[] of(String text) {
        return finish(copy(inner), text);
    }

    byte[] of(BindingText text) {
        return finish(copy(behind(text.start())), text.rest());
    }

    private MessageDigest behind(String start) {
        // By identity: the text of an offer is one object, and comparing long texts would cost what is saved here.
        int place = System.identityHashCode(start) & STARTS - 1;
        Start known = starts.get(place);
        if (known == null || !isSame(known.text(), start)) {
            MessageDigest state = copy(inner);
            state.update(start.getBytes(StandardCharsets.UTF_8));
            known = new Start(start, state);
            starts.set(place, known);
        }
        return known.state();
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String one, String other) {
        return one == other;
    }

    private byte[] finish(MessageDigest digest, String text) {
        byte[] hash = digest.digest(text.getBytes(StandardCharsets.UTF_8));
        return copy(outer).digest(hash);
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException unusual) {
            throw new IllegalStateException(
                    "The security provider " + digest.getProvider().getName() + " has a " + DIGEST
                            + " that can't be copied; put one that can, such as SUN, before it",
                    unusual);
        }
    }
}
