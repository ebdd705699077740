package org.mpp4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;

/** Contracts of these tests, from their source. */
final class Solidity {

    private static final Path SOURCES = NodeModules.DIRECTORY.resolve("src/test/solidity");
    private static final Path COMPILER = NodeModules.SCRIPTS.resolve("solidity.mjs");
    private static final Duration COMPILING = Duration.ofMinutes(3);

    private Solidity() {}

    /** Compiled once, as the compiler takes its time to start: until the source changes, or the folder is cleaned. */
    static String code(String contract, Mppx compiler) {
        Path source = SOURCES.resolve(contract + ".sol");
        try {
            byte[] all = Keccak.concatenate(Files.readAllBytes(source), Files.readAllBytes(COMPILER));
            Path compiled = NodeModules.DIRECTORY.resolve(
                    "target/" + contract + "-" + Hex.encode(Keccak.hash(all)).substring(2, 18) + ".hex");
            if (Files.exists(compiled)) {
                return Files.readString(compiled);
            }
            String code = compiler.ask(
                            JsonObject.builder().put("task", "compile").put("path", source.toString()), COMPILING)
                    .requireString("code");
            Files.createDirectories(compiled.getParent());
            Files.writeString(compiled, code);
            return code;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
