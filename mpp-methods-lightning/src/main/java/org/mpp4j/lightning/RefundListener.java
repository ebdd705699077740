package org.mpp4j.lightning;

/**
 * Is told what becomes of the money that sessions have left. Called by the threads that pay it back, so what takes long belongs
 * elsewhere. What it throws is logged and changes nothing. A listener may be told twice of the same, after a crash for example.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface RefundListener {

    /**
     * A refund was paid.
     *
     * @param refund which
     */
    default void paid(SessionRefund refund) {}

    /**
     * A refund has been on its way for an hour, and the node still says that it is: a node on the way holds it, or ours hangs. It
     * may be paid yet, for days, so it isn't sent again; the node is asked further, each quarter of an hour, and the session
     * stays closing until the node knows the end. If it is made to fail at the node, it is sent again by itself.
     *
     * @param refund which
     */
    default void overdue(SessionRefund refund) {}

    /**
     * A refund was not paid, and isn't tried again: the client's money is here.
     *
     * @param refund which
     */
    default void failed(SessionRefund refund) {}

    /**
     * Whether a refund was paid can't be found out, since the node doesn't know. It isn't tried again.
     *
     * @param refund which
     */
    default void unclear(SessionRefund refund) {}
}
