package org.mpp4j.tempo.internal.secp256k1;

import java.util.List;

/** The ways to recover keys, to try both in one test. */
public final class Recoveries {

    private Recoveries() {}

    /** Java, and native code; the tests bring the latter for Linux. */
    public static List<KeyRecovery> all() {
        return List.of(KeyRecovery.inJava(), nativeCode());
    }

    static KeyRecovery nativeCode() {
        boolean brought = System.getProperty("os.name").equals("Linux");
        return brought ? KeyRecovery.inNativeCode().orElseThrow() : KeyRecovery.inJava();
    }
}
