package org.mpp4j.tempo.internal.secp256k1;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads libsecp256k1. By itself its loader unpacks it into the folder of temporary files that all users of a machine share, and
 * clears up there what others have unpacked; so it gets a folder of its own that nobody else can write to, unless the operator
 * has named one with the loader's own properties.
 */
final class NativeLibrary {

    /** Loads it when it is initialized. */
    static final String API = "fr.acinq.secp256k1.Secp256k1";

    private static final String LOADER = "fr.acinq.secp256k1.jni.NativeSecp256k1JvmLoader";
    private static final String FOLDER = "fr.acinq.secp256k1.tmpdir";
    private static final String UNPACKED = "fr.acinq.secp256k1.lib.path";

    private NativeLibrary() {}

    /** Why it can't be used, as the end of a sentence. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String why) {
            super(why);
        }
    }

    /** Loads it, by the classes that a loader has. */
    static Object load(ClassLoader classes) throws UnavailableException {
        try {
            Class.forName(LOADER, false, classes);
        } catch (ClassNotFoundException | LinkageError absent) {
            throw new UnavailableException(
                    "secp256k1-kmp-jni-jvm-linux, or that of another system, isn't on the class path");
        }
        if (System.getProperty(FOLDER) != null || System.getProperty(UNPACKED) != null) {
            return initialize(classes);
        }
        Path own;
        try {
            own = Files.createTempDirectory("mpp4j-secp256k1-");
        } catch (IOException | SecurityException failed) {
            throw new UnavailableException("no folder for it can be made in java.io.tmpdir");
        }
        System.setProperty(FOLDER, own.toString());
        try {
            return initialize(classes);
        } finally {
            System.clearProperty(FOLDER);
            delete(own.toFile());
        }
    }

    private static Object initialize(ClassLoader classes) throws UnavailableException {
        Throwable why;
        try {
            return Class.forName(API, true, classes).getMethod("get").invoke(null);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError failed) {
            why = failed;
        }
        while (why.getCause() != null) {
            why = why.getCause();
        }
        // Its own words would be about files, over several lines.
        throw new UnavailableException(
                "it can't be loaded (" + why.getClass().getSimpleName()
                        + "): it isn't made for this system, or the folder for temporary files can't be written to or run from");
    }

    /** What is loaded needs no file any more, except where files in use can't be deleted. */
    private static void delete(File folder) {
        File[] files = folder.listFiles();
        if (files != null) {
            for (File file : files) {
                deleteNowOrLater(file);
            }
        }
        deleteNowOrLater(folder);
    }

    private static void deleteNowOrLater(File file) {
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
