package org.mpp4j.lightning;

/**
 * What a node knows of a payment that it may have been asked to make.
 *
 * @since 0.1
 */
public enum OutgoingState {
    /** It is made. */
    PAID,
    /** It is on its way, and may still arrive. */
    PENDING,
    /** Nothing was sent, or all of it has come back, and no more will be sent without another call. */
    NOT_SENT,
    /** The node can't tell. */
    UNKNOWN
}
