package org.mpp4j.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.SandboxCharge;

/** Each of 100 credentials sent 500 times at once, to three instances. */
class ReplayRaceIT {

    private static final int INSTANCES = 3;
    private static final int CREDENTIALS = 100;
    private static final int TIMES_EACH = 500;
    private static final int CONNECTIONS = 64;

    /** This is about races, not about deadlines: on a machine that is busy with other things the bank may be slow. */
    private static final Map<String, String> PATIENT = Map.of("MPP_SANDBOX_DEADLINE", "PT60S");

    @Test
    void instancesThatShareAPostgreSqlTakeEachCredentialOnce() throws Exception {
        assumeTrue(
                PostgreSqlStore.isAvailable(),
                "Left out: there is no embedded PostgreSQL for this system (only for Linux on amd64)");
        eachCredentialIsTakenOnce(PostgreSqlStore.create());
    }

    @Test
    void instancesThatShareARedisTakeEachCredentialOnce() throws Exception {
        assumeTrue(RedisStore.isAvailable(), "Left out: there is no embedded Redis for this system (not for Windows)");
        eachCredentialIsTakenOnce(RedisStore.create());
    }

    private static void eachCredentialIsTakenOnce(SharedStore store) throws Exception {
        try (Cluster cluster = Cluster.start(store, INSTANCES, PATIENT)) {
            // given
            List<String> credentials = credentials(cluster.urls());

            // when
            ReplayRace.Result result = new ReplayRace(cluster.urls(), credentials, TIMES_EACH).run(CONNECTIONS);

            // then
            System.out.printf(
                    "%s: %d requests in %.1f s, %.0f a second: %d served, %d replayed, %d in flight%n",
                    store.name(),
                    result.requests(),
                    result.seconds(),
                    result.requests() / result.seconds(),
                    result.served(),
                    result.replayed(),
                    result.inFlight());
            assertThat(result.unexpected()).isEmpty();
            assertThat(result.requests()).isEqualTo(CREDENTIALS * TIMES_EACH);
            assertThat(result.tallies()).allSatisfy(tally -> {
                assertThat(tally.served).hasValue(1);
                assertThat(tally.contents).hasSize(1);
            });
            assertThat(result.served() + result.replayed() + result.inFlight()).isEqualTo(CREDENTIALS * TIMES_EACH);
            assertThat(cluster.bank().transfers()).isEqualTo(CREDENTIALS);
            assertThat(cluster.bank().duplicates()).isEmpty();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(Book.of(store)).isEqualTo(new Book(CREDENTIALS, CREDENTIALS, 0)));
        }
    }

    /** Header values, each for a challenge of its own, from the instances in turn. */
    private static List<String> credentials(List<URI> instances) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        List<String> credentials = new ArrayList<>();
        for (int i = 0; i < CREDENTIALS; i++) {
            URI fortune = instances.get(i % instances.size()).resolve("/fortune");
            HttpResponse<Void> asked = http.send(HttpRequest.newBuilder(fortune).build(), BodyHandlers.discarding());
            assertThat(asked.statusCode()).isEqualTo(402);
            Challenge challenge = WwwAuthenticate.parse(asked.headers().allValues(WwwAuthenticate.HEADER))
                    .get(0);
            credentials.add(PaymentAuthorization.format(Credential.of(challenge, SandboxCharge.payloadFor(challenge))));
        }
        return credentials;
    }
}
