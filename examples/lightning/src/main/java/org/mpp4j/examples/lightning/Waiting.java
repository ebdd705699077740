package org.mpp4j.examples.lightning;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what the nodes do on threads of their own, and only tell when they are asked. */
final class Waiting {

    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

    private Waiting() {}

    static void until(String what, BooleanSupplier happened) throws InterruptedException {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - start > LONGEST_NANOS) {
                throw new IllegalStateException("It took more than half a minute until " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
