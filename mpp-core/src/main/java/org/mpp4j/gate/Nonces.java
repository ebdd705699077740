package org.mpp4j.gate;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.internal.http.Base64Url;

/** Random texts that never repeat: 128 bits each. Random bytes are drawn many at a time, because drawing them takes a lock. */
final class Nonces {

    private static final int BYTES = 16;
    private static final int BATCH = 64;
    private static final int PLACES = 16;

    private static final class Batch {
        private final byte[] bytes = new byte[BYTES * BATCH];
        private int next = bytes.length;
    }

    private final RandomGenerator random;
    private final AtomicReferenceArray<@Nullable Batch> idle = new AtomicReferenceArray<>(PLACES);

    Nonces(RandomGenerator random) {
        this.random = random;
    }

    String next() {
        int place = (int) Thread.currentThread().getId() & PLACES - 1;
        Batch batch = idle.getAndSet(place, null);
        if (batch == null) {
            batch = new Batch();
        }
        if (batch.next == batch.bytes.length) {
            random.nextBytes(batch.bytes);
            batch.next = 0;
        }
        byte[] nonce = Arrays.copyOfRange(batch.bytes, batch.next, batch.next + BYTES);
        batch.next += BYTES;
        idle.set(place, batch);
        return Base64Url.encode(nonce);
    }
}
