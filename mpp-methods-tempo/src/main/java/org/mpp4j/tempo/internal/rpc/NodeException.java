package org.mpp4j.tempo.internal.rpc;

/** For the operator: why a node didn't answer. Carries nothing that the node said, nor where it is. */
public final class NodeException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With what happened. */
    public NodeException(String message) {
        super(message);
    }
}
