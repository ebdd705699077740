package org.mpp4j.tempo.internal.secp256k1;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which way is used, and what was wrong with the way that was asked for.
 *
 * @param recovery that is used
 * @param problem that keeps payments from being taken until it is mended, or null
 */
record Choice(KeyRecovery recovery, @Nullable String problem) {

    /** Says which way to use: {@code native}, {@code bouncycastle}, or {@code auto} for the fastest there is. */
    static final String PROPERTY = "org.mpp4j.tempo.secp256k1";

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    /** Made once, and told once. */
    static final Choice FOR_THIS_PROCESS = made(System.getProperty(PROPERTY, "auto"));

    /**
     * Native code, or why it can't be used.
     *
     * @param recovery or empty
     * @param reason as the end of a sentence; empty if it can
     */
    record NativeCode(Optional<KeyRecovery> recovery, String reason) {}

    /** Loaded when it is asked for, and not where the operator wants none. */
    private static final class Loaded {
        static final NativeCode CODE = load(Choice.class.getClassLoader());
    }

    static NativeCode nativeCode() {
        return Loaded.CODE;
    }

    private static Choice made(String wanted) {
        Choice choice = of(wanted);
        LOG.log(Level.INFO, "Signatures are checked by {0}.", choice.description(wanted));
        return choice;
    }

    static Choice of(String wanted) {
        return switch (wanted) {
            case "bouncycastle" -> new Choice(KeyRecovery.inJava(), null);
            case "auto" -> new Choice(nativeCode().recovery().orElse(KeyRecovery.inJava()), null);
            case "native" ->
                nativeCode()
                        .recovery()
                        .map(recovery -> new Choice(recovery, null))
                        .orElseGet(() -> new Choice(
                                KeyRecovery.inJava(),
                                "The system property " + PROPERTY + " asks for native code, but "
                                        + nativeCode().reason() + "; mend that, or set the property to auto"));
            default ->
                new Choice(
                        KeyRecovery.inJava(),
                        "The system property " + PROPERTY + " is \"" + wanted
                                + "\"; set it to auto, native or bouncycastle");
        };
    }

    private String description(String wanted) {
        boolean fallback = wanted.equals("auto") && recovery instanceof BouncyCastleKeyRecovery;
        return fallback
                ? recovery + ", at a fraction of libsecp256k1's speed: "
                        + nativeCode().reason()
                : recovery.toString();
    }

    static NativeCode load(@Nullable ClassLoader classes) {
        try {
            KeyRecovery loaded = NativeKeyRecovery.of(
                    NativeLibrary.load(classes == null ? ClassLoader.getSystemClassLoader() : classes));
            return answersRightly(loaded)
                    ? new NativeCode(Optional.of(loaded), "")
                    : new NativeCode(Optional.empty(), "it gives wrong answers");
        } catch (NativeLibrary.UnavailableException unavailable) {
            return new NativeCode(Optional.empty(), String.valueOf(unavailable.getMessage()));
        } catch (ReflectiveOperationException | LinkageError | RuntimeException otherVersion) {
            return new NativeCode(Optional.empty(), "it is of a version that isn't known here");
        }
    }

    /** A library that was built wrongly must not decide on payments. */
    private static boolean answersRightly(KeyRecovery recovery) {
        byte[] signature = HexFormat.of()
                .parseHex("6673ffad2147741f04772b6f921f0ba6af0c1e77fc439e65c36dedf4092e8898"
                        + "4c1a971652e0ada880120ef8025e709fff2080c4a39aae068d12eed009b68c89");
        byte[] hash = HexFormat.of().parseHex("f1b7e2c3d4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f");
        byte[] nobodys = signature.clone();
        Arrays.fill(nobodys, 0, 32, (byte) 0xff);
        boolean right = recovery.recover(nobodys, false, hash) == null;
        for (boolean odd : new boolean[] {false, true}) {
            byte[] key = recovery.recover(signature, odd, hash);
            right &= key != null && Arrays.equals(key, KeyRecovery.inJava().recover(signature, odd, hash));
        }
        return right;
    }
}
