package org.mpp4j.tempo.internal.rpc;

/** What a node says when it is given a transaction to send. */
public sealed interface SendAnswer {

    /**
     * It has been mined meanwhile.
     *
     * @param receipt how it went
     */
    record Mined(TransactionReceipt receipt) implements SendAnswer {}

    /** The node has it, and will mine it if it can. */
    record Pending() implements SendAnswer {}

    /** The node won't have it. */
    record Refused() implements SendAnswer {}

    /**
     * The node certainly hasn't got it.
     *
     * @param cause for the operator
     */
    record NotSent(NodeException cause) implements SendAnswer {}

    /**
     * The node may have it.
     *
     * @param cause for the operator
     */
    record Unclear(NodeException cause) implements SendAnswer {}
}
