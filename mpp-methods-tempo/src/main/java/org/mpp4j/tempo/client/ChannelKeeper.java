package org.mpp4j.tempo.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.protocol.JsonObject;

/**
 * Keeps how the channels of a {@link TempoSessionClient} stand, so that a process that starts again goes on with them. A
 * channel that is lost can be gone on with where its server tells of it ({@link TempoSessionClientBuilder#resume}); otherwise its rest
 * can be taken back from the chain only, some time after its end was asked for there.
 *
 * <p>There is no key and no signature in what is kept, but who was paid how much. One client at a time may use a keeper: two
 * would sign vouchers that don't know of each other. Has to be thread-safe; calls for one channel come one after the other.
 *
 * @since 0.1
 */
public interface ChannelKeeper {

    /**
     * Keeps channels for as long as this object lives.
     *
     * @return an empty keeper
     */
    static ChannelKeeper inMemory() {
        return new ChannelKeeper() {
            private final Map<String, JsonObject> channels = new ConcurrentHashMap<>();

            @Override
            public Map<String, JsonObject> load() {
                return Map.copyOf(channels);
            }

            @Override
            public void keep(String name, JsonObject state) {
                channels.put(name, state);
            }

            @Override
            public void forget(String name) {
                channels.remove(name);
            }
        };
    }

    /**
     * All channels that are kept. Called once for each client.
     *
     * @return states by name
     */
    Map<String, JsonObject> load();

    /**
     * Keeps a state in place of the one before. Called before a voucher or a transaction leaves the client, which doesn't happen
     * if this fails; so what is kept should be durable when this returns.
     *
     * @param name of the channel: server, recipient and currency
     * @param state to be given back as it is
     */
    void keep(String name, JsonObject state);

    /**
     * Drops a channel that is over.
     *
     * @param name as it was kept
     */
    void forget(String name);
}
