package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Looks for inputs that break what is read from the network, for a few seconds each time the tests run. The same targets
 * run with their recorded inputs only as plain tests; for a long search run one with {@code JAZZER_FUZZ=1}.
 */
@Execution(ExecutionMode.CONCURRENT) // each waits for a JVM of its own
class FuzzingTest {

    private static final Duration TIME = Duration.ofSeconds(2);

    private static final String INSTRUMENTED = "org.mpp4j.**,com.fasterxml.jackson.core.**";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            classes = {
                WwwAuthenticateFuzzTest.class,
                CredentialFuzzTest.class,
                JsonFuzzTest.class,
                ReceiptFuzzTest.class,
                AcceptPaymentFuzzTest.class,
                MoneyFuzzTest.class
            })
    void findsNothing(Class<?> target) throws Exception {
        new Fuzzer(directory).run(target, INSTRUMENTED, TIME);
    }

    @Test
    void wouldFindSomething() {
        assertThatThrownBy(() -> new Fuzzer(directory).run(PlantedFault.class, INSTRUMENTED, Duration.ofSeconds(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("input (to be kept as a regression test): !")
                .hasMessageContaining("java.lang.IllegalStateException: planted")
                .hasMessageContaining("at org.mpp4j.fuzz.FuzzingTest$PlantedFault.fails");
    }

    static class PlantedFault {

        @FuzzTest
        void fails(byte[] input) {
            if (input.length > 1 && input[0] == '!' && input[1] == '?') {
                throw new IllegalStateException("planted");
            }
        }
    }
}
