package org.mpp4j.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DemonstrationIT {

    @Test
    void whatIsShownWithPostgreSqlEndsWell() throws Exception {
        assumeTrue(
                PostgreSqlStore.isAvailable(),
                "Left out: there is no embedded PostgreSQL for this system (only for Linux on amd64)");
        endsWell(PostgreSqlStore.create());
    }

    @Test
    void whatIsShownWithRedisEndsWell() throws Exception {
        assumeTrue(RedisStore.isAvailable(), "Left out: there is no embedded Redis for this system (not for Windows)");
        endsWell(RedisStore.create());
    }

    private static void endsWell(SharedStore store) throws Exception {
        // given
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        boolean right;

        // when
        try (Cluster cluster = Cluster.start(store, 3);
                PrintStream out = new PrintStream(shown, false, StandardCharsets.UTF_8)) {
            right = new Demonstration(cluster, out).run();
        }

        // then
        assertThat(right).isTrue();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("instance 1  402  GET /fortune  payment required")
                .contains("instance 2  200  GET /fortune with a credential")
                .contains("Idempotent-Replayed: true")
                .contains("the bank has moved money once")
                .contains("SIGKILL to instance 3")
                .contains("10 payments settled, 10 delivered, 0 undelivered")
                .contains("10 transfers, 0 payments made twice")
                .endsWith("Everything was paid once and delivered once." + System.lineSeparator());
    }
}
