package org.mpp4j.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.StoreUnavailableException;

/** Looks at start-up whether a server can keep claims at all. */
final class ServerCheck {

    private static final System.Logger LOGGER = System.getLogger(RedisStores.class.getName());
    private static final int OLDEST_MAJOR = 6;

    private ServerCheck() {}

    static void single(StatefulRedisConnection<?, ?> connection) {
        Map<String, String> info = look(connection);
        if ("1".equals(info.get("cluster_enabled"))) {
            throw new ConfigurationException("This Redis server is a node of a cluster, and RedisStores was given a"
                    + " connection to this node only. Connect with Lettuce's RedisClusterClient and give"
                    + " RedisStores.builder its StatefulRedisClusterConnection");
        }
    }

    static void cluster(StatefulRedisClusterConnection<?, ?> connection) {
        try {
            for (RedisClusterNode node : connection.getPartitions()) {
                if (node.getRole().isUpstream() && !node.getSlots().isEmpty()) {
                    look(connection.getConnection(node.getNodeId()));
                }
            }
        } catch (RedisException unreachable) {
            throw new StoreUnavailableException("A node of the Redis cluster can't be reached", unreachable);
        }
    }

    private static Map<String, String> look(StatefulRedisConnection<?, ?> connection) {
        Map<String, String> info;
        try {
            info = read(connection.sync());
        } catch (RedisCommandExecutionException refused) {
            throw new ConfigurationException(
                    "Redis refuses the commands PING and INFO, by which RedisStores checks the server at start-up. Give its"
                            + " user the right to run them: ACL SETUSER ... +ping +info +config|get",
                    refused);
        } catch (RedisException unreachable) {
            throw new StoreUnavailableException("Redis can't be reached", unreachable);
        }
        checkVersion(info.getOrDefault("redis_version", ""));
        checkEviction(info.get("maxmemory_policy"));
        if (!"1".equals(info.get("aof_enabled")) && "".equals(info.get("save"))) {
            LOGGER.log(
                    Level.WARNING,
                    "Redis keeps nothing on disk: neither AOF nor RDB snapshots are on. When the server restarts, all"
                            + " claims are lost, and what was used can be used again. Set appendonly yes");
        }
        return info;
    }

    private static <K, V> Map<String, String> read(RedisCommands<K, V> redis) {
        redis.ping();
        Map<String, String> info = new HashMap<>();
        redis.info()
                .lines()
                .map(line -> line.split(":", 2))
                .filter(line -> line.length == 2)
                .forEach(line -> {
                    info.put(line[0], line[1].strip());
                });
        List<String> unknown = new ArrayList<>();
        for (String setting : List.of("maxmemory-policy", "save")) {
            String asInInfo = setting.replace('-', '_');
            if (info.containsKey(asInInfo)) {
                continue;
            }
            try {
                info.putAll(withInfoNames(redis.configGet(setting)));
            } catch (RedisCommandExecutionException forbidden) {
                unknown.add(setting);
            }
        }
        if (unknown.contains("maxmemory-policy") || !unknown.isEmpty() && !"1".equals(info.get("aof_enabled"))) {
            LOGGER.log(
                    Level.WARNING,
                    "Redis doesn't tell its settings " + unknown + " (CONFIG GET is forbidden). See to it yourself that"
                            + " maxmemory-policy is noeviction and that AOF is on, or claims can be lost");
        }
        return info;
    }

    private static Map<String, String> withInfoNames(Map<String, String> settings) {
        Map<String, String> renamed = new HashMap<>();
        settings.forEach((name, value) -> renamed.put(name.replace('-', '_'), value));
        return renamed;
    }

    static void checkVersion(String version) {
        int dot = version.indexOf('.');
        boolean readable = dot > 0 && version.substring(0, dot).chars().allMatch(Character::isDigit);
        if (readable && Integer.parseInt(version.substring(0, dot)) < OLDEST_MAJOR) {
            throw new ConfigurationException("This Redis server has version " + version + "; RedisStores needs "
                    + OLDEST_MAJOR + ".0 or newer. Update the server");
        }
    }

    private static void checkEviction(@Nullable String policy) {
        if (policy != null && !policy.equals("noeviction")) {
            throw new ConfigurationException("The Redis server's maxmemory-policy is " + policy
                    + ": when its memory is full it would forget claims, and what was used could be used again. Set"
                    + " maxmemory-policy noeviction on this server (CONFIG SET maxmemory-policy noeviction, and in"
                    + " redis.conf), or use a server of its own");
        }
    }
}
