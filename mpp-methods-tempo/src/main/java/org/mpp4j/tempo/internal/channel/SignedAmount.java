package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * What a voucher says, of a channel that is known.
 *
 * @param amount in base units, since the channel was opened
 * @param signature as the client gave it, found good
 */
record SignedAmount(BigInteger amount, RlpBytes signature) {

    Voucher voucher(Bytes32 channelId) {
        return new Voucher(channelId, amount, signature);
    }

    /** Without the signature. */
    @Override
    public String toString() {
        return "SignedAmount[" + amount + "]";
    }
}
