package org.mpp4j.session;

import java.math.BigInteger;
import org.mpp4j.protocol.Receipt;

/**
 * How a rail speaks of its sessions to clients. Thread-safe.
 *
 * @since 0.1
 */
public interface SessionVoice {

    /**
     * Writes a receipt.
     *
     * @param account the session as it is
     * @param units that the request at hand was charged for
     * @return the receipt
     */
    Receipt receipt(SessionAccount account, long units);

    /**
     * Asks for more.
     *
     * @param account the session as it is
     * @param cost of what is to be delivered next, in base units
     * @return what a stream tells the client
     */
    NeedMore needMore(SessionAccount account, BigInteger cost);
}
