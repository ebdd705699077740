package org.mpp4j.examples.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LightningDemoIT {

    @Test
    void aFortuneIsPaidForOverLightning() throws Exception {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        assumeTrue(
                system.startsWith("mac")
                        || system.startsWith("linux")
                                && System.getProperty("os.arch").equals("amd64"),
                "Left out: LDK has no native library for this system (only for Linux on amd64, and macOS)");
        ByteArrayOutputStream shown = new ByteArrayOutputStream();

        LightningDemo.run(new PrintStream(shown, true, StandardCharsets.UTF_8));

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .containsSubsequence(
                        "1. Two Lightning nodes have opened a channel of 1000000 sat",
                        "2. GET http://localhost:",
                        "3. HTTP 402, asks for 10 sat through lightning/charge",
                        "invoice lnbcrt100n1",
                        "4. The customer's node has paid the invoice",
                        "HTTP 200",
                        "Lightning never strikes twice",
                        "\"method\":\"lightning\"",
                        "\"status\":\"success\"",
                        "6. The customer's side of the channel has 10000 msat less",
                        "7. GET http://localhost:",
                        "Paid a deposit of 8 sat",
                        "8. A satoshi went down a channel, met another, ...",
                        "payment-need-topup {\"balanceRequired\":1,\"balanceSpent\":8",
                        "9. Paid 16 sat by now: HTTP 200 {\"status\":\"ok\"}",
                        "10. A satoshi went down a channel, met another, and both came home",
                        "\"spent\":12",
                        "11. The session is closed: HTTP 200 {\"refundSats\":4,\"refundStatus\":\"succeeded\"",
                        "12. The customer's side of the channel has 12000 msat less");
    }
}
