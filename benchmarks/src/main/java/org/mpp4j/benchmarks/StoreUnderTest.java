package org.mpp4j.benchmarks;

import org.mpp4j.store.Stores;

/** A running server with stores in it, and the plainest write that it can be asked for through the same connections. */
interface StoreUnderTest extends AutoCloseable {

    /** What it is and how durable it is set, as the server says itself. */
    String describe() throws Exception;

    /** Where the gate keeps what it must not forget. */
    Stores stores();

    /** What the plain write is called. */
    String writeName();

    /** Writes one value, as wide as a claim, under a key that is new. */
    void write(String key) throws Exception;

    /** Forgets what rounds before have written, and settles, so that rounds are alike. */
    void tidy() throws Exception;

    @Override
    void close() throws Exception;
}
