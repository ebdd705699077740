package org.mpp4j.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Looks for inputs that break what is read from the network, for a few seconds each time the tests run. The same targets
 * run with their recorded inputs only as plain tests; for a long search run one with {@code JAZZER_FUZZ=1}.
 */
class FuzzingTest {

    private static final Duration TIME = Duration.ofSeconds(2);

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
        new Fuzzer(directory).run(target, "org.mpp4j.**,com.fasterxml.jackson.core.**", TIME);
    }
}
