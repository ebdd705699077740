package org.mpp4j.session;

import java.math.BigInteger;
import java.util.Optional;
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

    /**
     * Says that a stream ends because nothing more was authorized in time.
     *
     * @param account the session as it is
     * @param cost of what was to be delivered next, in base units
     * @return what the stream tells the client before it ends; by default nothing
     */
    default Optional<NeedMore> timedOut(SessionAccount account, BigInteger cost) {
        return Optional.empty();
    }
}
