package org.mpp4j.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The software of others, as package-lock.json names it. Installed when the lock has changed, and not otherwise. */
final class NodeModules {

    /** Of this module. */
    static final Path DIRECTORY = Path.of(System.getProperty("interop.directory"));

    static final Path SCRIPTS = DIRECTORY.resolve("src/test/js");

    private static final Path INSTALLED = DIRECTORY.resolve("node_modules");
    private static final Path INSTALLED_LOCK = INSTALLED.resolve(".mpp4j-installed-lock.json");
    private static final Path ANVIL = INSTALLED.resolve("@foundry-rs/anvil-" + platform() + "/bin/anvil");

    private NodeModules() {}

    /** Why nothing here can run on this machine, if so. */
    static Optional<String> missing() {
        if (executable("node").isEmpty() || executable("npm").isEmpty()) {
            return Optional.of("Node and npm are not on the PATH");
        }
        install();
        return Files.isExecutable(ANVIL)
                ? Optional.empty()
                : Optional.of("package-lock.json has no anvil for " + platform());
    }

    static Path node() {
        return executable("node").orElseThrow();
    }

    static Path anvil() {
        return ANVIL;
    }

    private static synchronized void install() {
        Path lock = DIRECTORY.resolve("package-lock.json");
        try {
            if (Files.exists(INSTALLED_LOCK) && Files.mismatch(lock, INSTALLED_LOCK) == -1) {
                return;
            }
            // No scripts: nothing of what is installed runs before a test runs it.
            List<String> command = List.of(
                    executable("npm").orElseThrow().toString(),
                    "ci",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    "--legacy-peer-deps");
            try (Program npm = Program.start("npm", DIRECTORY, System.getenv(), command)) {
                if (npm.awaitExit(Duration.ofMinutes(3)) != 0) {
                    throw new IllegalStateException("npm ci failed:\n" + npm.printed());
                }
            }
            Files.copy(lock, INSTALLED_LOCK);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (TimeoutException slow) {
            throw new IllegalStateException(slow);
        }
    }

    private static Optional<Path> executable(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String platform() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String system = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "win32" : "linux";
        return system + "-"
                + System.getProperty("os.arch").replace("x86_64", "amd64").replace("aarch64", "arm64");
    }

    /** What a program of Node's gets of this process's environment. */
    static Map<String, String> environment() {
        return Map.of("PATH", System.getenv().getOrDefault("PATH", ""));
    }
}
