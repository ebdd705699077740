package org.mpp4j.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** A response of paid-api. The names of its header fields are in lower case. */
record Answer(int status, Map<String, List<String>> headers, byte[] body) {

    Answer {
        headers.getOrDefault("payment-receipt", List.of()).forEach(Canary::secret);
    }

    static Answer of(HttpResponse<byte[]> response) {
        return new Answer(response.statusCode(), response.headers().map(), response.body());
    }

    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    String text() {
        return new String(body, UTF_8);
    }

    /** The type of its problem, without what all of them begin with. Empty if there is no problem. */
    String problem() {
        return header("content-type").filter(Problem.MEDIA_TYPE::equals).isEmpty()
                ? ""
                : JsonObject.parse(text()).requireString("type").substring(ProblemType.BASE.length());
    }

    List<String> challengeFields() {
        return headers.getOrDefault("www-authenticate", List.of());
    }

    Challenge challenge() {
        List<Challenge> challenges = WwwAuthenticate.parse(challengeFields());
        if (challenges.size() != 1) {
            throw new AssertionError("One challenge was expected: " + this);
        }
        return challenges.get(0);
    }

    /** Whether it was made for an earlier request with the same credential. */
    boolean isReplayed() {
        return header("idempotent-replayed").equals(Optional.of("true"));
    }

    /** Fails unless it is the same answer, receipt included, given again. */
    void assertGivenAgain(Answer again) {
        assertThat(isReplayed()).isFalse();
        assertThat(again.status()).isEqualTo(status);
        assertThat(again.isReplayed()).isTrue();
        assertThat(again.body()).isEqualTo(body);
        assertThat(again.header("payment-receipt").equals(header("payment-receipt")))
                .as("the same receipt")
                .isTrue();
        assertThat(again.challengeFields()).isEmpty();
    }

    Receipt receipt() {
        return Receipt.parse(header("payment-receipt").orElseThrow());
    }

    /** Without the receipt. */
    @Override
    public String toString() {
        return "Answer[" + status + " " + problem() + ", " + challengeFields().size() + " challenges, fields "
                + headers.keySet() + "]";
    }
}
