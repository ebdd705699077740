package org.mpp4j.tempo.internal.tx;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mpp4j.fuzz.Fuzzer;

/**
 * Looks for transactions that break the decoder, for a few seconds each time the tests run. The same target runs with its recorded
 * inputs only as a plain test; for a long search run it with {@code JAZZER_FUZZ=1}.
 */
class FuzzingTest {

    private static final Duration TIME = Duration.ofSeconds(2);

    @TempDir
    Path directory;

    @Test
    void findsNothing() throws Exception {
        new Fuzzer(directory).run(TempoTransactionFuzzTest.class, "org.mpp4j.**", TIME);
    }
}
