package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How paid-api starts, or says why it doesn't. Needs nothing but Java. */
final class StartUpIT {

    private static final Duration SECONDS = Duration.ofSeconds(20);

    /** Nobody listens there, and start-up doesn't need anybody to. */
    private static final URI NODE = URI.create("http://127.0.0.1:9");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MPP_SECRET_KEY     |
            MPP_SECRET_KEY     | too short a secret
            MPP_REALM          |
            MPP_REALM          | straße
            TEMPO_RPC_URL      |
            TEMPO_RPC_URL      | ftp://node.test
            TEMPO_RPC_URL      | node.test:8545
            TEMPO_RPC_URL      | not a url
            TEMPO_CHAIN_ID     |
            TEMPO_CHAIN_ID     | moderato
            TEMPO_CHAIN_ID     | 0
            TEMPO_CHAIN_ID     | 9007199254740992
            TEMPO_RECIPIENT    |
            TEMPO_RECIPIENT    | 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226
            TEMPO_RECIPIENT    | 0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266
            TEMPO_CURRENCY     | USDC
            TEMPO_DEADLINE     | 10
            LIGHTNING_BACKEND  | eclair
            STRIPE_SECRET_KEY  | pk_test_1
            TEMPO_MODES        | fetch
            TEMPO_FEE_PAYER_KEY | 0x59c6
            TEMPO_RPC_URL      | http://127.0.0.1:9,
            TEMPO_SPLITS       | half
            TEMPO_SPLITS       | 0.02:0x90F79bf6EB2c4f870365E785982E1f101E93b906
            PORT               | http
            PORT               | 65536
            """)
    void whatIsMissingOrWrongIsNamedInOneLine(String variable, String value) throws TimeoutException {
        Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, NODE);
        environment.put(variable, value == null ? "" : value);

        assertThat(complaint(environment)).contains(variable);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException, TimeoutException {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> environment = PaidApi.environment(Marketplace.MODERATO, NODE);
            environment.put("PORT", Integer.toString(taken.getLocalPort()));

            assertThat(complaint(environment)).contains("PORT", Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aNodeThatCannotBeReachedIsNoReasonNotToStart() {
        try (PaidApi api = PaidApi.start(PaidApi.environment(Marketplace.MODERATO, NODE))) {
            assertThat(api.get("/free").status()).isEqualTo(200);
            assertThat(api.get("/fortune").status()).isEqualTo(402);
            assertThat(api.program().out().lines()).hasSize(1);
        }
    }

    /** The one line that says why paid-api doesn't start. Fails if there is a stack trace, or if it starts. */
    static String complaint(Map<String, String> environment) throws TimeoutException {
        try (Program program = PaidApi.launch(environment)) {
            assertThat(program.awaitExit(SECONDS)).isEqualTo(1);
            assertThat(program.out()).isEmpty();
            assertThat(program.err()).doesNotContain("\tat ");
            assertThat(program.err().lines().filter(line -> line.startsWith("paid-api can't start: ")))
                    .hasSize(1);
            return program.err()
                    .lines()
                    .filter(line -> line.startsWith("paid-api can't start: "))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
