package org.mpp4j.interop;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Remembers every secret that went through a test, and everything that paid-api printed. The last test compares them. */
final class Canary {

    private static final Queue<String> SECRETS = new ConcurrentLinkedQueue<>();
    private static final Queue<Supplier<String>> PRINTED = new ConcurrentLinkedQueue<>();

    private Canary() {}

    static void secret(String text) {
        SECRETS.add(text);
    }

    static void printed(Supplier<String> output) {
        PRINTED.add(output);
    }

    static Set<String> secrets() {
        return new LinkedHashSet<>(SECRETS);
    }

    static List<String> allPrinted() {
        return PRINTED.stream().map(Supplier::get).toList();
    }
}
