package org.mpp4j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class QuickstartTest {

    @Test
    void showsThePriceThenThePaidFortuneWithItsReceipt() throws Exception {
        FortuneServer server = new FortuneServer(0);
        URI fortune = server.start();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try {
            Quickstart.buy(fortune, new PrintStream(shown, true, StandardCharsets.UTF_8));
        } finally {
            server.stop();
        }

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "HTTP 402",
                        "www-authenticate: Payment id=",
                        "payment-required",
                        "\"amount\":\"10000\"",
                        "HTTP 200",
                        "payment-receipt: ",
                        "Paid by did:sandbox:alice",
                        "\"status\":\"success\"");
    }
}
