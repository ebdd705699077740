package org.mpp4j.store.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A real cluster of three nodes, each with a third of the slots. */
final class TestCluster implements AutoCloseable {

    private static final int NODES = 3;
    /** The nodes talk to each other on a port that is so much higher. */
    private static final int BUS = 10_000;

    private final List<TestServer> nodes = new ArrayList<>();

    static TestCluster start() {
        TestCluster cluster = new TestCluster();
        for (int i = 0; i < NODES; i++) {
            int port = portWithBus();
            cluster.nodes.add(new TestServer(
                            port,
                            "cluster-enabled yes",
                            "cluster-config-file nodes-" + port + ".conf",
                            "cluster-node-timeout 5000")
                    .start());
        }
        cluster.join();
        return cluster;
    }

    private static int portWithBus() {
        return IntStream.generate(TestServer::freePort)
                .filter(port -> port + BUS < 65_536)
                .findFirst()
                .orElseThrow();
    }

    private void join() {
        RedisClient client = RedisClient.create();
        try {
            List<RedisCommands<String, String>> commands = nodes.stream()
                    .map(node -> client.connect(RedisURI.create(node.uri())).sync())
                    .toList();
            for (int i = 0; i < NODES; i++) {
                int first = i * SlotHash.SLOT_COUNT / NODES;
                int end = (i + 1) * SlotHash.SLOT_COUNT / NODES;
                commands.get(i).clusterAddSlots(IntStream.range(first, end).toArray());
                commands.get(i).clusterMeet("127.0.0.1", nodes.get(0).port());
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> commands.stream()
                            .map(RedisCommands::clusterInfo)
                            .allMatch(info -> info.contains("cluster_state:ok")
                                    && info.contains("cluster_known_nodes:" + NODES)));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    String uri() {
        return nodes.get(0).uri();
    }

    @Override
    public void close() {
        nodes.forEach(TestServer::close);
    }
}
