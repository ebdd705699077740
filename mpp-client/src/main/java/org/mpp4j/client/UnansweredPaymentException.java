package org.mpp4j.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import org.mpp4j.protocol.Challenge;

/**
 * A request was paid for, and no answer came. The payment may have been taken. Sending {@link #paidRequest} later asks for what
 * was paid without paying again.
 *
 * @since 0.1
 */
public final class UnansweredPaymentException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient HttpRequest paidRequest;
    private final transient Challenge challenge;

    UnansweredPaymentException(HttpRequest paidRequest, Challenge challenge, IOException last) {
        super("The request was paid for, but no answer came: " + last.getClass().getSimpleName(), last);
        this.paidRequest = paidRequest;
        this.challenge = challenge;
    }

    /**
     * The request with its credential, which is worth money until the server has used it.
     *
     * @return to be sent again, by the same client or another
     */
    public HttpRequest paidRequest() {
        return paidRequest;
    }

    /**
     * What was answered.
     *
     * @return the challenge
     */
    public Challenge challenge() {
        return challenge;
    }
}
