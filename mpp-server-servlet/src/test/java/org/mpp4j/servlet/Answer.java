package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/**
 * What a server answered.
 *
 * @param status 0 if the connection was closed without an answer
 * @param lines the header fields, one a line
 */
record Answer(int status, List<String> lines, byte[] body) {

    static Answer of(HttpResponse<byte[]> response) {
        List<String> lines = new ArrayList<>();
        response.headers().map().forEach((name, values) -> values.forEach(value -> lines.add(name + ": " + value)));
        return new Answer(response.statusCode(), lines, response.body());
    }

    List<String> headers(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .toList();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    List<Challenge> challenges() {
        return WwwAuthenticate.parse(headers(WwwAuthenticate.HEADER));
    }

    /** It is a 402 with a fresh challenge and this problem, and tells nothing else. */
    Answer assertChallenged(ProblemType problem) {
        assertProblem(402, problem);
        assertThat(challenges()).as("challenges").isNotEmpty();
        assertThat(JsonObject.parse(text()).requireString("challengeId"))
                .isEqualTo(challenges().get(0).id());
        return this;
    }

    Answer assertChallenged() {
        return assertChallenged(ProblemType.PAYMENT_REQUIRED);
    }

    /** It is this problem, it isn't to be cached, and no receipt is with it. */
    Answer assertProblem(int expectedStatus, ProblemType problem) {
        assertThat(status).as("status of %s", this).isEqualTo(expectedStatus);
        assertThat(String.join(",", headers("Content-Type"))).startsWith("application/problem+json");
        assertThat(JsonObject.parse(text()).requireString("type"))
                .isEqualTo(problem.uri().toString());
        assertThat(headers("Cache-Control")).containsExactly("no-store");
        assertThat(headers(Receipt.HEADER)).as("receipts on an error").isEmpty();
        return this;
    }

    /** It is a refusal without a challenge. */
    Answer assertRefused(int expectedStatus, ProblemType problem) {
        assertThat(headers(WwwAuthenticate.HEADER)).isEmpty();
        return assertProblem(expectedStatus, problem);
    }

    /** It is a success with one receipt, for this client alone. */
    Answer assertReceipt() {
        assertThat(status).as("status of %s", this).isBetween(200, 299);
        assertThat(headers(Receipt.HEADER)).as("receipts").hasSize(1);
        assertThat(receipt().method()).isEqualTo("sandbox");
        assertThat(String.join(",", headers("Cache-Control")))
                .contains("private")
                .doesNotContain("public");
        assertThat(String.join(",", headers("Vary"))).contains("Authorization").contains("Accept-Payment");
        return this;
    }

    Receipt receipt() {
        return Receipt.parse(headers(Receipt.HEADER).get(0));
    }

    /** It has this status, and says nothing of a payment. */
    Answer assertWithoutReceipt(int expectedStatus) {
        assertThat(status).as("status of %s", this).isEqualTo(expectedStatus);
        assertThat(headers(Receipt.HEADER)).as("receipts").isEmpty();
        return this;
    }

    @Override
    public String toString() {
        return status + " " + lines + " " + (body.length > 300 ? body.length + " bytes" : text());
    }
}
