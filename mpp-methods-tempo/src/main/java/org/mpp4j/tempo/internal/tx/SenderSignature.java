package org.mpp4j.tempo.internal.tx;

import org.mpp4j.tempo.internal.codec.RlpBytes;

/** The sender's signature as it stands in a transaction, unread. */
public record SenderSignature(RlpBytes bytes) {

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "SenderSignature";
    }
}
