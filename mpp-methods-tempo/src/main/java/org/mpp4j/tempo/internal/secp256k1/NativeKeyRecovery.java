package org.mpp4j.tempo.internal.secp256k1;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * By libsecp256k1, through the classes of secp256k1-kmp. They are looked up instead of linked: two of its jars share a package,
 * so neither can be named in a module descriptor, and it is there only where the operator adds it.
 *
 * @param recover of a signature, a hash and the number of the point, to a key
 * @param refusal what is thrown if there is no key
 */
record NativeKeyRecovery(MethodHandle recover, Class<? extends Throwable> refusal) implements KeyRecovery {

    private static final String REFUSAL = "fr.acinq.secp256k1.Secp256k1Exception";

    /** Calls that library. */
    static NativeKeyRecovery of(Object library) throws ReflectiveOperationException {
        ClassLoader loader = library.getClass().getClassLoader();
        MethodHandle recover = MethodHandles.publicLookup()
                .findVirtual(
                        Class.forName(NativeLibrary.API, true, loader),
                        "ecdsaRecover",
                        MethodType.methodType(byte[].class, byte[].class, byte[].class, int.class))
                .bindTo(library);
        return new NativeKeyRecovery(
                recover, Class.forName(REFUSAL, true, loader).asSubclass(Throwable.class));
    }

    @Override
    public byte @Nullable [] recover(byte[] signature, boolean odd, byte[] hash) {
        if (signature.length != SIGNATURE_BYTES || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("A signature has 64 bytes, and what it is of has 32");
        }
        try {
            return (byte[]) recover.invokeExact(signature, hash, odd ? 1 : 0);
        } catch (Throwable thrown) {
            if (refusal.isInstance(thrown)) {
                return null;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            // Without its message, which isn't ours to know.
            throw new IllegalStateException(
                    "libsecp256k1 failed: " + thrown.getClass().getName());
        }
    }

    /** For the log. */
    @Override
    public String toString() {
        return "libsecp256k1";
    }
}
