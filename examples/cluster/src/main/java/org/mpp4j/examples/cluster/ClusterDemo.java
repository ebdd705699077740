package org.mpp4j.examples.cluster;

/** Starts a cluster, pays it, and kills a part of it. */
public final class ClusterDemo {

    private ClusterDemo() {}

    /**
     * Runs the example.
     *
     * @param args none, or {@code redis}; and {@code --serve}
     */
    public static void main(String... args) {
        try (Cluster cluster = Cluster.start(args.length > 0 ? RedisStore.create() : PostgreSqlStore.create(), 3)) {
            cluster.store().restart();
            System.out.println(cluster + " " + Book.of(cluster.store()));
        }
    }
}
