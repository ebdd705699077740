package org.mpp4j.examples.cluster;

import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mpp4j.testkit.SandboxBank;

/** A bank, a store, several instances of paid-api that share both, and a proxy in front of them. Thread-safe. */
final class Cluster implements AutoCloseable {

    private static final int SECRET_BYTES = 32;

    private final SharedStore store;
    private final SandboxBank bank;
    private final Map<String, String> environment;
    private final List<Instance> instances = new CopyOnWriteArrayList<>();
    private final RoundRobin proxy;

    private Cluster(SharedStore store, Map<String, String> more) {
        this.store = store;
        this.bank = SandboxBank.start(0);
        Map<String, String> settings = new HashMap<>(store.environment());
        settings.put("MPP_SECRET_KEY", newSecret());
        settings.put("MPP_REALM", "localhost");
        settings.put("MPP_SANDBOX", bank.uri().toString());
        settings.putAll(more);
        this.environment = Map.copyOf(settings);
        this.proxy = RoundRobin.start(this::urls);
    }

    /** Starts instances that keep their state in a store, which is closed with them. */
    static Cluster start(SharedStore store, int count) {
        return start(store, count, Map.of());
    }

    /** Starts instances with more settings than the ones that they need. */
    static Cluster start(SharedStore store, int count, Map<String, String> more) {
        Cluster cluster = new Cluster(store, more);
        try {
            for (int i = 0; i < count; i++) {
                cluster.instances.add(Instance.launch(cluster.environment));
            }
            cluster.instances.forEach(Instance::url);
            return cluster;
        } catch (RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    SandboxBank bank() {
        return bank;
    }

    SharedStore store() {
        return store;
    }

    /** The proxy's. */
    URI url() {
        return proxy.url();
    }

    List<Instance> instances() {
        return List.copyOf(instances);
    }

    /** Of the instances, killed ones included. */
    List<URI> urls() {
        List<URI> urls = new ArrayList<>();
        instances.forEach(instance -> urls.add(instance.url()));
        return urls;
    }

    /** Kills an instance, if it still lives, and starts a new one in its place. Returns when that listens. */
    Instance replace(int index) {
        instances.get(index).kill();
        Instance replacement = Instance.launch(environment);
        try {
            replacement.url();
        } finally {
            instances.set(index, replacement);
        }
        return replacement;
    }

    @Override
    public void close() {
        proxy.close();
        instances.forEach(Instance::close);
        store.close();
        bank.close();
    }

    /** How many there are, and where. */
    @Override
    public String toString() {
        return "Cluster[" + instances.size() + " instances at " + url() + ", " + store.name() + "]";
    }
}
