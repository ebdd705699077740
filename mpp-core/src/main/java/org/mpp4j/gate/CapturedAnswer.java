package org.mpp4j.gate;

import java.util.List;
import java.util.Objects;
import org.mpp4j.store.StoredAnswer;

/**
 * The answer to a request that was paid for, as the transport saw it go.
 *
 * @param status of the answer
 * @param headers all that make the answer what it is, the receipt's among them; none that belong to the connection
 * @param body of the answer; not copied
 * @since 0.1
 */
public record CapturedAnswer(int status, List<StoredAnswer.Header> headers, byte[] body) {

    /**
     * Checks the parts.
     *
     * @param status of the answer
     * @param headers all that make the answer what it is, the receipt's among them; none that belong to the connection
     * @param body of the answer; not copied
     */
    public CapturedAnswer {
        headers = List.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    /** Status and length. */
    @Override
    public String toString() {
        return "CapturedAnswer[" + status + ", " + body.length + " bytes]";
    }
}
