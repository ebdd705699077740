package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mpp4j.protocol.ProblemType;

/** The first answer and the second one to the same credential. */
record Twice(Answer first, Answer second) {

    /** Made anew for each response by the container, or by the filter. */
    private static final Set<String> MADE_ANEW =
            Set.of("date", "content-length", "transfer-encoding", "connection", "keep-alive", "idempotent-replayed");

    static Twice buy(Shop shop, HttpRequest.Builder request) throws Exception {
        Answer unpaid = shop.send(request.copy());
        assertThat(unpaid.status()).isEqualTo(402);
        HttpRequest.Builder paid = request.copy().setHeader("Authorization", Shop.credential(unpaid));
        return new Twice(shop.send(paid.copy()), shop.send(paid));
    }

    Twice assertSame() {
        assertThat(second.headers("Idempotent-Replayed")).as("%s", second).containsExactly("true");
        assertThat(first.headers("Idempotent-Replayed")).isEmpty();
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(lines(second)).isEqualTo(lines(first));
        assertThat(second.body()).isEqualTo(first.body());
        return this;
    }

    void assertNotKept() {
        second.assertChallenged(ProblemType.INVALID_CHALLENGE);
        assertThat(second.headers("Idempotent-Replayed")).isEmpty();
    }

    /** Everything that an answer says, in an order that doesn't depend on the container. */
    private static List<String> lines(Answer answer) {
        return answer.lines().stream()
                // The filter says of every answer of its own that it depends on who asks.
                .filter(line -> answer.status() < 400 || !line.equalsIgnoreCase("Vary: Authorization, Accept-Payment"))
                .map(line -> {
                    int colon = line.indexOf(':');
                    return line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon);
                })
                .filter(line -> !MADE_ANEW.contains(line.substring(0, line.indexOf(':'))))
                .sorted()
                .toList();
    }
}
