package org.mpp4j.tempo.internal.rpc;

/** What a node says of calls that are tried and not made. */
public enum Trial {
    /** Each would succeed if it were made now, by itself. */
    PASSES,
    /** One would be reverted. */
    REVERTS,
    /** The node doesn't say. */
    UNTRIED
}
