package org.mpp4j.tempo.internal.codec;

import org.mpp4j.protocol.ProtocolException;

/** What RLP is made of: bytes, or a list of items. */
public sealed interface RlpItem permits RlpBytes, RlpList {

    /** This item as a list; {@code what} names it in the error. */
    default RlpList asList(String what) {
        throw new ProtocolException("The " + what + " of the transaction must be a list");
    }

    /** This item as bytes; {@code what} names it in the error. */
    default RlpBytes asBytes(String what) {
        throw new ProtocolException("The " + what + " of the transaction must not be a list");
    }
}
