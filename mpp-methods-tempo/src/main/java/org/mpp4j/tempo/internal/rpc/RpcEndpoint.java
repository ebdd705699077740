package org.mpp4j.tempo.internal.rpc;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.mpp4j.method.CircuitBreaker;

/** One of the nodes of a chain, and whether it has been answering. Thread-safe. */
final class RpcEndpoint {

    private static final int FAILURES = 5;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long METHOD_NOT_FOUND = -32601;

    private final JsonRpc rpc;
    private final CircuitBreaker breaker;
    private volatile boolean sendsSynchronously = true;

    RpcEndpoint(URI url, Duration longestCall, InstantSource clock) {
        this.rpc = new JsonRpc(url, longestCall);
        this.breaker = new CircuitBreaker(clock, FAILURES, PAUSE);
    }

    /** Whether it should be asked before those that don't answer. */
    boolean letsThrough() {
        return breaker.letsThrough();
    }

    /** Whether it doesn't answer, as far as is known. */
    boolean isDown() {
        return breaker.isOpen();
    }

    RpcAnswer call(String method, List<?> parameters, Duration timeout) {
        return noted(rpc.call(method, parameters, timeout), true);
    }

    /** Calls without waiting for one answer before the next call. */
    List<RpcAnswer> callAll(String method, List<List<?>> parameters, Duration timeout) {
        return rpc.callAll(method, parameters, timeout).stream()
                .map(answer -> noted(answer, true))
                .toList();
    }

    /**
     * Hands over a transaction, and waits for it to be mined where the node can do that.
     *
     * @param timeout of each way of sending
     */
    RpcAnswer send(String transaction, Deadline deadline, Duration timeout) {
        List<String> parameters = List.of(transaction);
        if (sendsSynchronously) {
            RpcAnswer answer = rpc.call("eth_sendRawTransactionSync", parameters, deadline.leftUpTo(timeout));
            if (!(answer instanceof RpcAnswer.Failure failure) || failure.code() != METHOD_NOT_FOUND) {
                return noted(answer, false);
            }
            sendsSynchronously = false;
        }
        return call("eth_sendRawTransaction", parameters, deadline.leftUpTo(timeout));
    }

    /** A node that waits for a block may take its time; everything else it should answer at once. */
    private RpcAnswer noted(RpcAnswer answer, boolean atOnce) {
        if (answer instanceof RpcAnswer.Result || answer instanceof RpcAnswer.Failure) {
            breaker.succeeded();
        } else if (!Thread.currentThread().isInterrupted()
                && (atOnce || !(answer instanceof RpcAnswer.NoAnswer silent && silent.timedOut()))) {
            breaker.failed();
        }
        return answer;
    }
}
