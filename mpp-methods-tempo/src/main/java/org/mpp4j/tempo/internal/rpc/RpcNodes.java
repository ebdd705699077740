package org.mpp4j.tempo.internal.rpc;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one chain, in the order in which they are preferred. A question that one doesn't answer is put to the next;
 * nodes that have failed several times in a row are asked last. Thread-safe.
 */
final class RpcNodes {

    private final List<RpcEndpoint> endpoints;

    private RpcNodes(List<RpcEndpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    static RpcNodes of(List<URI> urls, Duration longestCall, InstantSource clock) {
        return new RpcNodes(urls.stream()
                .map(url -> new RpcEndpoint(url, longestCall, clock))
                .toList());
    }

    /** The one that is asked first now. Answers that are compared with each other have to come from one node. */
    RpcNodes first() {
        return new RpcNodes(List.of(inOrder().get(0)));
    }

    /** Whether none of them answers, as far as is known. */
    boolean areDown() {
        return endpoints.stream().allMatch(RpcEndpoint::isDown);
    }

    /** Whether one of them may be tried again, which whoever asks does. */
    boolean mayBeTried() {
        return endpoints.stream().anyMatch(RpcEndpoint::letsThrough);
    }

    private List<RpcEndpoint> inOrder() {
        if (endpoints.size() == 1) {
            return endpoints;
        }
        List<RpcEndpoint> inOrder = new ArrayList<>(endpoints.size());
        List<RpcEndpoint> last = new ArrayList<>();
        for (RpcEndpoint endpoint : endpoints) {
            (endpoint.letsThrough() ? inOrder : last).add(endpoint);
        }
        inOrder.addAll(last);
        return inOrder;
    }

    /** Asks for something, which changes nothing and may be asked again. */
    RpcAnswer read(String method, List<?> parameters, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        List<RpcEndpoint> inOrder = inOrder();
        RpcAnswer answer = inOrder.get(0).call(method, parameters, share(deadline, inOrder.size()));
        for (int i = 1; i < inOrder.size() && !answers(answer) && goesOn(deadline); i++) {
            answer = inOrder.get(i).call(method, parameters, share(deadline, inOrder.size() - i));
        }
        return answer;
    }

    /** Asks for several things of one kind at once. All answers are of one node, the first that answers everything. */
    List<RpcAnswer> readAll(String method, List<List<?>> parameters, Duration timeout) {
        Deadline deadline = Deadline.in(timeout);
        List<RpcEndpoint> inOrder = inOrder();
        List<RpcAnswer> answers = inOrder.get(0).callAll(method, parameters, share(deadline, inOrder.size()));
        for (int i = 1; i < inOrder.size() && !answers.stream().allMatch(RpcNodes::answers) && goesOn(deadline); i++) {
            answers = inOrder.get(i).callAll(method, parameters, share(deadline, inOrder.size() - i));
        }
        return answers;
    }

    private static boolean answers(RpcAnswer answer) {
        return answer instanceof RpcAnswer.Result
                || (answer instanceof RpcAnswer.Failure failure && !failure.isOfTheNode());
    }

    private static Duration share(Deadline deadline, int parts) {
        return deadline.left().dividedBy(parts);
    }

    private static boolean goesOn(Deadline deadline) {
        return !deadline.isOver() && !Thread.currentThread().isInterrupted();
    }

    /**
     * Sends a transaction. Sent to several nodes it is the same transaction, of which the chain takes one; so the next node gets
     * it whenever one hasn't said what became of it. What a node says of a transaction that another one may have isn't the last
     * word.
     *
     * @param patience for all nodes together
     */
    RpcAnswer send(String transaction, Duration patience, Deadline deadline) {
        List<RpcEndpoint> inOrder = inOrder();
        Duration each = patience.dividedBy(inOrder.size());
        RpcAnswer.@Nullable NoAnswer mayHaveIt = null;
        RpcAnswer answer = inOrder.get(0).send(transaction, deadline, each);
        for (int i = 1; i < inOrder.size() && unsaid(answer) && goesOn(deadline); i++) {
            if (answer instanceof RpcAnswer.NoAnswer silent && (mayHaveIt == null || silent.timedOut())) {
                mayHaveIt = silent;
            } else if (answer instanceof RpcAnswer.Failure && mayHaveIt == null) {
                mayHaveIt = new RpcAnswer.NoAnswer(new NodeException("A node failed to take the transaction"), false);
            }
            answer = inOrder.get(i).send(transaction, deadline, each);
        }
        return mayHaveIt == null || answer instanceof RpcAnswer.Result ? answer : mayHaveIt;
    }

    /** Hands over a transaction to the node that is asked first now, and no other. */
    RpcAnswer offer(String transaction, Duration timeout) {
        return inOrder().get(0).call("eth_sendRawTransaction", List.of(transaction), timeout);
    }

    private static boolean unsaid(RpcAnswer answer) {
        return answer instanceof RpcAnswer.NotSent
                || answer instanceof RpcAnswer.NoAnswer
                || (answer instanceof RpcAnswer.Failure failure && failure.isOfTheNode());
    }
}
