package org.mpp4j.lightning.internal.node;

import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/** How an HTTP call ended. Whether the node can have acted on it decides what may follow a payment. */
sealed interface NodeAnswer {

    /**
     * The node answered.
     *
     * @param status of HTTP
     * @param body whatever it is
     */
    record Answered(int status, String body) implements NodeAnswer {

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /** The body. */
        JsonObject json() {
            return JsonObject.parse(body);
        }

        /** The last of the lines, each an object, as streams end. */
        JsonObject lastLine() {
            return body.lines()
                    .filter(line -> !line.isBlank())
                    .reduce((earlier, later) -> later)
                    .map(JsonObject::parse)
                    .orElseThrow(() -> new ProtocolException("The answer is empty"));
        }

        /** Nothing of the body, as there may be a preimage in it. */
        @Override
        public String toString() {
            return "Answered[" + status + "]";
        }
    }

    /**
     * The node certainly hasn't seen the call.
     *
     * @param why for the operator
     */
    record NotSent(String why) implements NodeAnswer {}

    /**
     * The node may have seen the call.
     *
     * @param why for the operator
     */
    record Lost(String why) implements NodeAnswer {}
}
