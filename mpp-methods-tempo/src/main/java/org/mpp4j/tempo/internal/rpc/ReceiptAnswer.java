package org.mpp4j.tempo.internal.rpc;

/** What a node says when it is asked for the receipt of a transaction. */
public sealed interface ReceiptAnswer {

    /**
     * The transaction is mined.
     *
     * @param receipt how it went
     */
    record Mined(TransactionReceipt receipt) implements ReceiptAnswer {}

    /** The transaction isn't mined, as far as the node knows. */
    record NotMined() implements ReceiptAnswer {}

    /**
     * The node doesn't say.
     *
     * @param cause for the operator
     */
    record Silent(NodeException cause) implements ReceiptAnswer {}
}
