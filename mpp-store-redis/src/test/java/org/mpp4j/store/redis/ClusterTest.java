package org.mpp4j.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;

/** A cluster keeps all contracts, and no script asks for keys of two slots. */
class ClusterTest extends RedisStoresContracts {

    private static TestCluster cluster;
    private static RedisClusterClient client;

    private final List<StatefulRedisClusterConnection<String, String>> connections = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.start();
        client = RedisClusterClient.create(cluster.uri());
    }

    @AfterAll
    static void stopCluster() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        cluster.close();
    }

    @Override
    RedisStoresBuilder connect() {
        StatefulRedisClusterConnection<String, String> connection = client.connect();
        connections.add(connection);
        return RedisStores.builder(connection);
    }

    @AfterEach
    void closeConnections() {
        connections.forEach(StatefulRedisClusterConnection::close);
    }

    @Test
    void aConnectionToOneNodeOnlyIsRefused() {
        assertThatThrownBy(() -> RedisStores.builder(cluster.uri()).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "This Redis server is a node of a cluster, and RedisStores was given a connection to this node"
                                + " only. Connect with Lettuce's RedisClusterClient and give RedisStores.builder its"
                                + " StatefulRedisClusterConnection");
    }

    @Test
    void keysAreSpreadOverAllNodes() {
        KeyNames names = new KeyNames("mpp:");
        List<Integer> thirds = IntStream.range(0, KeyNames.SHARDS)
                .map(shard -> SlotHash.getSlot(names.openClaims(shard)) * 3 / SlotHash.SLOT_COUNT)
                .boxed()
                .toList();

        assertThat(thirds).contains(0, 1, 2);
        assertThat(IntStream.range(0, 1000).map(i -> SlotHash.getSlot(names.claim("key " + i))))
                .as("keys are in the slots of their indexes")
                .allSatisfy(slot -> assertThat(IntStream.range(0, KeyNames.SHARDS)
                                .map(shard -> SlotHash.getSlot(names.openClaims(shard))))
                        .contains(slot));
    }
}
