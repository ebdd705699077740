package org.mpp4j.examples.lightning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * LDK's native library, unpacked for this process alone. By itself it goes into one folder of the machine's temporary files,
 * where the user who came first is the only one who can write.
 */
final class LdkLibrary {

    private static final String FOLDER = "java.io.tmpdir";

    static {
        String usual = System.getProperty(FOLDER);
        try {
            Path own = Files.createTempDirectory("mpp4j-ldk-");
            System.setProperty(FOLDER, own.toString());
            try {
                Class.forName("org.ldk.impl.bindings");
            } finally {
                System.setProperty(FOLDER, usual);
                delete(own);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("ldk-java is not on the class path", missing);
        }
    }

    private LdkLibrary() {}

    /** Loads it, unless it is loaded. To be called before anything else of LDK is touched. */
    static void load() {
        // The class is initialized, and that does it.
    }

    /** What is loaded needs no file any more, except where files in use can't be deleted. */
    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            if (!file.toFile().delete()) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
