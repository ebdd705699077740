package org.mpp4j.tempo.internal.secp256k1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.mpp4j.method.ConfigurationException;

/** What is chosen in a process of its own, as the choice is made once. The tests bring native code for Linux only. */
@EnabledOnOs(OS.LINUX)
class ChoiceTest {

    private static final String FALLBACK =
            "Signatures are checked by BouncyCastle, at a fraction of libsecp256k1's speed: ";

    @TempDir
    private Path folder;

    @Test
    void nativeCodeIsChosenToldOnceAndLeavesNoFiles() throws Exception {
        assertThat(run("-Djava.io.tmpdir=" + folder))
                .containsExactly("Signatures are checked by libsecp256k1.", "chosen: libsecp256k1");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatOthersHaveUnpackedIntoTheSharedFolderIsNeitherUsedNorDeleted() throws Exception {
        Path others = Files.writeString(folder.resolve("secp256k1-of-somebody-else-libsecp256k1-jni.so"), "not ours");

        assertThat(run("-Djava.io.tmpdir=" + folder)).contains("chosen: libsecp256k1");
        assertThat(others).hasContent("not ours");
    }

    @Test
    void javaIsChosenAndSaysWhyWhereNothingCanBeUnpacked() throws Exception {
        assertThat(run("-Djava.io.tmpdir=" + folder.resolve("absent")))
                .containsExactly(FALLBACK + "no folder for it can be made in java.io.tmpdir.", "chosen: BouncyCastle");
    }

    @Test
    void javaIsChosenAndSaysWhyWhereTheLibraryIsNotOneOfThisSystem() throws Exception {
        Files.writeString(folder.resolve("libsecp256k1-jni.so"), "of another system");

        assertThat(run("-Dfr.acinq.secp256k1.lib.path=" + folder))
                .contains(
                        FALLBACK + "it can't be loaded (UnsatisfiedLinkError): it isn't made for this system, or the "
                                + "folder for temporary files can't be written to or run from.",
                        "chosen: BouncyCastle");
    }

    @Test
    void javaIsChosenAndSaysWhyWhereTheLibraryIsAbsent() throws Exception {
        assertThat(runWithout("secp256k1-kmp"))
                .containsExactly(
                        FALLBACK + "secp256k1-kmp-jni-jvm-linux, or that of another system, isn't on the class path.",
                        "chosen: BouncyCastle");
        assertThat(runWithout("kotlin-stdlib")).contains("chosen: BouncyCastle");
    }

    @Test
    void theOperatorMayWantJava() throws Exception {
        assertThat(run("-Dorg.mpp4j.tempo.secp256k1=bouncycastle"))
                .containsExactly("Signatures are checked by BouncyCastle.", "chosen: BouncyCastle");
    }

    @Test
    void whoeverAsksForNativeCodeIsToldThatItIsNotThere() throws Exception {
        assertThat(run("-Dorg.mpp4j.tempo.secp256k1=native")).contains("chosen: libsecp256k1");
        assertThat(run("-Dorg.mpp4j.tempo.secp256k1=native", "-Djava.io.tmpdir=" + folder.resolve("absent")))
                .contains(
                        "refused: The system property org.mpp4j.tempo.secp256k1 asks for native code, but no folder for"
                                + " it can be made in java.io.tmpdir; mend that, or set the property to auto");
    }

    @Test
    void anUnknownWayIsToldToBe() throws Exception {
        assertThat(run("-Dorg.mpp4j.tempo.secp256k1=fast"))
                .contains(
                        "refused: The system property org.mpp4j.tempo.secp256k1 is \"fast\"; set it to auto, native or"
                                + " bouncycastle");
    }

    private static List<String> run(String... options) throws IOException, InterruptedException {
        return run(System.getProperty("java.class.path"), List.of(options));
    }

    private static List<String> runWithout(String jar) throws IOException, InterruptedException {
        List<String> entries = Stream.of(System.getProperty("java.class.path").split(":", -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jar))
                .toList();
        return run(String.join(":", entries), List.of());
    }

    private static List<String> run(String classPath, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.util.logging.SimpleFormatter.format=%5$s%n");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, Chooser.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        // Newer platforms warn of native code that nobody has allowed, some with an empty line.
        return output.lines()
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: "))
                .toList();
    }

    /** A process that chooses twice. */
    static final class Chooser {

        private Chooser() {}

        public static void main(String... none) {
            KeyRecovery chosen = KeyRecovery.chosen();
            System.out.println("chosen: " + chosen);
            try {
                KeyRecovery.requireAsConfigured();
            } catch (ConfigurationException refused) {
                System.out.println("refused: " + refused.getMessage());
            }
        }
    }
}
