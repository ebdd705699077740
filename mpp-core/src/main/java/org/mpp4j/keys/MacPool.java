package org.mpp4j.keys;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;

/**
 * HMACs with one key for many threads. A Mac can serve one thread at a time, and making one costs more than using it, so a few
 * are kept; a thread that finds none takes a copy of the first. Works as well for virtual threads, which come in millions.
 */
final class MacPool {

    private static final int SIZE = 16;

    private final Mac prototype;
    private final AtomicReferenceArray<Mac> idle = new AtomicReferenceArray<>(SIZE);

    MacPool(Mac prototype) {
        this.prototype = prototype;
    }

    byte[] authenticate(String text) {
        int place = (int) Thread.currentThread().getId() & SIZE - 1;
        Mac mac = idle.getAndSet(place, null);
        if (mac == null) {
            mac = copy();
        }
        byte[] code = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        idle.set(place, mac);
        return code;
    }

    private Mac copy() {
        try {
            return (Mac) prototype.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("The platform's HMAC can't be cloned", impossible);
        }
    }
}
