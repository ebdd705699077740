package org.mpp4j.examples.llmstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LlmStreamTest {

    private static String read(long step, long limit) throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (LlmServer server = new LlmServer(0, LanguageModel.wellRead(), 0)) {
            URI page = server.start();
            new Reader(
                            page.resolve("/completion?prompt=x"),
                            BigInteger.valueOf(step),
                            BigInteger.valueOf(limit),
                            new PrintStream(shown, true, StandardCharsets.UTF_8))
                    .read();
        }
        return shown.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aReaderPaysAsItReadsAndIsChargedForWhatItGot() throws Exception {
        assertThat(read(1500, 10_000))
                .containsSubsequence(
                        "HTTP 402, asks for",
                        "\"unitType\":\"token\"",
                        "HTTP 200, authorized 1500",
                        "You asked for words.",
                        "(authorized 3000: HTTP 204)",
                        "(authorized 4500: HTTP 204)",
                        "That was all.",
                        "receipt {",
                        "\"spent\":\"3900\"");
    }

    @Test
    void everythingAuthorizedAtOnceNeedsNoMore() throws Exception {
        assertThat(read(10_000, 10_000))
                .contains("That was all.", "\"spent\":\"3900\"")
                .doesNotContain("204");
    }

    @Test
    void thePageIsFreeAndTheStreamIsNot() throws Exception {
        try (LlmServer server = new LlmServer(0, LanguageModel.wellRead(), 0)) {
            URI page = server.start();
            HttpClient http = HttpClient.newHttpClient();

            HttpResponse<String> html = http.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
            HttpResponse<String> stream = http.send(
                    HttpRequest.newBuilder(page.resolve("/completion")).build(), BodyHandlers.ofString());

            assertThat(html.statusCode()).isEqualTo(200);
            assertThat(html.body()).contains("<title>Pay as you read</title>");
            assertThat(stream.statusCode()).isEqualTo(402);
        }
    }
}
