package org.mpp4j.gate;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;

/**
 * Texts that never repeat, on any instance: 120 random bits, and a character that counts how often they have been used. A nonce
 * has to be unique and not secret (the HMAC over it is the secret), and drawing random bytes for each would cost as much as
 * that HMAC.
 */
final class Nonces {

    private static final int RANDOM_BYTES = 15;

    /** Characters of a nonce: the random part in base64url and the count. */
    static final int LENGTH = RANDOM_BYTES * 4 / 3 + 1;

    private static final int USES = 64;
    private static final int PLACES = 16;
    private static final String COUNT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static final class Batch {
        private String text = "";
        private int uses = USES;
    }

    private final RandomGenerator random;
    private final AtomicReferenceArray<@Nullable Batch> idle = new AtomicReferenceArray<>(PLACES);

    Nonces(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        // Taken out of its place while it is used, so that no other thread can use the same count.
        int place = (int) Thread.currentThread().getId() & PLACES - 1;
        Batch batch = idle.getAndSet(place, null);
        if (batch == null) {
            batch = new Batch();
        }
        if (batch.uses == USES) {
            byte[] bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            batch.text = Base64Url.encode(bytes);
            batch.uses = 0;
        }
        String nonce = batch.text + COUNT.charAt(batch.uses++);
        idle.set(place, batch);
        return nonce;
    }
}
