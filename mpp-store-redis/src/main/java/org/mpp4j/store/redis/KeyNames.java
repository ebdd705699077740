package org.mpp4j.store.redis;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Names of keys in Redis. What one script touches has one hash tag, so that it is in one slot of a cluster: claims, answers,
 * challenges and sessions are spread over {@value #SHARDS} tags, each with its own indexes; the ledger has one for all.
 */
final class KeyNames {

    /** Part of the stored format: another number would look for claims where they aren't. */
    static final int SHARDS = 32;

    private final String prefix;

    KeyNames(String prefix) {
        this.prefix = prefix;
    }

    byte[] claim(String key) {
        return sharded(key, "claim:" + key);
    }

    byte[] openClaims(String key) {
        return sharded(key, "open");
    }

    byte[] openClaims(int shard) {
        return tagged(shardName(shard), "open");
    }

    byte[] answer(String key) {
        return sharded(key, "answer:" + key);
    }

    byte[] challenge(String key) {
        return sharded(key, "challenge:" + key);
    }

    byte[] session(String key) {
        return sharded(key, "session:" + key);
    }

    byte[] dueSessions(String key) {
        return sharded(key, "due");
    }

    byte[] dueSessions(int shard) {
        return tagged(shardName(shard), "due");
    }

    byte[] ledger(String name) {
        return tagged("ledger", name);
    }

    private byte[] sharded(String key, String name) {
        return tagged(shardName(shardOf(key)), name);
    }

    /** Keys with the same shard are in the same slot. */
    static int shardOf(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % SHARDS);
    }

    private static String shardName(int shard) {
        return shard < 10 ? "0" + shard : Integer.toString(shard);
    }

    private byte[] tagged(String tag, String name) {
        return (prefix + "{" + tag + "}:" + name).getBytes(StandardCharsets.UTF_8);
    }
}
