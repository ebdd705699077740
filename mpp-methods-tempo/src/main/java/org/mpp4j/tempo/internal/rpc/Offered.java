package org.mpp4j.tempo.internal.rpc;

/** What became of a transaction that was handed to a node without waiting for it to be mined. */
public enum Offered {
    /** The node has it, and says its hash. */
    TAKEN,
    /** The node certainly hasn't got it. */
    NOT_TAKEN,
    /** The node may have it. */
    UNCLEAR
}
