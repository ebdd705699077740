package org.mpp4j.examples.cluster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mpp4j.method.ConfigurationException;

/**
 * Starts three instances that share a store, pays them, kills one, and shows that everything was paid once and delivered once.
 * With {@code --serve} it goes on serving.
 */
public final class ClusterDemo {

    private static final int INSTANCES = 3;

    /** Held on to, because loggers that nobody holds forget their level. */
    private static final Logger DRIVER_LOG = Logger.getLogger("io.lettuce");

    private ClusterDemo() {}

    /**
     * Runs the example.
     *
     * @param args {@code redis} for a Redis instead of a PostgreSQL; {@code --serve} to go on serving
     * @throws Exception if something can't be started or paid
     */
    public static void main(String... args) throws Exception {
        List<String> options = List.of(args);
        if (!Set.of("redis", "--serve").containsAll(options)) {
            System.err.println("Usage: cluster [redis] [--serve]");
            System.exit(2);
        }
        if (!run(options.contains("redis"), options.contains("--serve"))) {
            System.exit(1);
        }
    }

    private static boolean run(boolean redis, boolean serve) throws Exception {
        DRIVER_LOG.setLevel(Level.WARNING);
        try (Cluster cluster = Cluster.start(store(redis), INSTANCES)) {
            boolean right = new Demonstration(cluster, System.out).run();
            if (serve) {
                System.out.println("Serving " + cluster.url() + "/fortune, end with Ctrl-C. Try: curl -i "
                        + cluster.url() + "/fortune");
                new CountDownLatch(1).await();
            }
            return right;
        }
    }

    private static SharedStore store(boolean redis) {
        return ExternalStore.from(System.getenv()).orElseGet(() -> {
            if (!redis && !PostgreSqlStore.isAvailable()) {
                throw new ConfigurationException(
                        "The PostgreSQL that comes with this example is for Linux on amd64; name"
                                + " another in MPP_STORE, MPP_STORE_USER and MPP_STORE_PASSWORD, or take Redis:"
                                + " -Dexec.args=redis");
            }
            return redis ? RedisStore.create() : PostgreSqlStore.create();
        });
    }
}
