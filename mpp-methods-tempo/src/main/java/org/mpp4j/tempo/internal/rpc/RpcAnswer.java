package org.mpp4j.tempo.internal.rpc;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;

/** How a JSON-RPC call ended. Whether the node can have seen the call decides what may follow. */
public sealed interface RpcAnswer {

    /**
     * The node answered.
     *
     * @param envelope the response, whose member {@code result} may be null
     */
    record Result(JsonObject envelope) implements RpcAnswer {

        @Nullable
        Object value() {
            return envelope.value("result");
        }
    }

    /**
     * The node refused.
     *
     * @param code as JSON-RPC and the Ethereum specifications define them
     * @param message what it said, which nobody but this package and a debug log may see
     */
    record Failure(long code, String message) implements RpcAnswer {

        private static final Set<Long> OF_THE_NODE = Set.of(-32603L, -32601L, -32005L);

        /** Whether the node can't or won't answer now, where another might. */
        boolean isOfTheNode() {
            return OF_THE_NODE.contains(code);
        }
    }

    /**
     * The node certainly hasn't seen the call: there was no connection.
     *
     * @param cause for the operator
     */
    record NotSent(NodeException cause) implements RpcAnswer {}

    /**
     * The node may have seen the call, but there is no answer that makes sense.
     *
     * @param cause for the operator
     * @param timedOut true if it just took too long
     */
    record NoAnswer(NodeException cause, boolean timedOut) implements RpcAnswer {}
}
