package org.mpp4j.lightning.internal.node;

import java.util.Set;
import java.util.function.Function;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/** What nodes' answers have in common. Nothing of them gets into a message. */
final class Answers {

    /** Other errors may also mean that the payment is on its way, or was made before. */
    private static final Set<Integer> NOT_ADMITTED = Set.of(401, 403, 404, 405);

    private Answers() {}

    /** Reads what a node has to answer with success. */
    static <T> T read(NodeAnswer answer, Function<JsonObject, T> reader) {
        return understand(answer, answered -> reader.apply(answered.json()));
    }

    /** Reads the last line of what a node has to answer with success. */
    static <T> T readLast(NodeAnswer answer, Function<JsonObject, T> reader) {
        return understand(answer, answered -> reader.apply(answered.lastLine()));
    }

    private static <T> T understand(NodeAnswer answer, Function<NodeAnswer.Answered, T> reader) {
        if (answer instanceof NodeAnswer.NotSent unsent) {
            throw new NodeUnavailableException(unsent.why());
        }
        if (answer instanceof NodeAnswer.Lost lost) {
            throw new NodeUnavailableException(lost.why());
        }
        NodeAnswer.Answered answered = (NodeAnswer.Answered) answer;
        if (!answered.isSuccess()) {
            throw new NodeUnavailableException("The node answered with HTTP status " + answered.status());
        }
        try {
            return reader.apply(answered);
        } catch (ProtocolException | IllegalArgumentException notUnderstood) {
            throw new NodeUnavailableException("The node answered with something else than was asked for");
        }
    }

    /** Whether the node said that there is no such thing; phoenixd does so with 204. */
    static boolean isNotFound(NodeAnswer answer) {
        return answer instanceof NodeAnswer.Answered answered && (answered.status() == 404 || answered.status() == 204);
    }

    /**
     * Reads how a payment ended.
     *
     * @param reader of the body of a success; what it doesn't understand leaves the outcome open
     */
    static PaymentResult payment(NodeAnswer answer, Function<NodeAnswer.Answered, PaymentResult> reader) {
        if (answer instanceof NodeAnswer.NotSent unsent) {
            return new PaymentResult.Failed(unsent.why());
        }
        if (answer instanceof NodeAnswer.Lost lost) {
            return new PaymentResult.Unclear(lost.why());
        }
        NodeAnswer.Answered answered = (NodeAnswer.Answered) answer;
        if (!answered.isSuccess()) {
            String status = "The node answered with HTTP status " + answered.status();
            return NOT_ADMITTED.contains(answered.status())
                    ? new PaymentResult.Failed(status)
                    : new PaymentResult.Unclear(status);
        }
        try {
            return reader.apply(answered);
        } catch (ProtocolException | IllegalArgumentException notUnderstood) {
            return new PaymentResult.Unclear("The node answered with something else than the outcome of a payment");
        }
    }

    static PaymentResult paid(String preimage) {
        return new PaymentResult.Paid(Preimage.parse(preimage));
    }
}
