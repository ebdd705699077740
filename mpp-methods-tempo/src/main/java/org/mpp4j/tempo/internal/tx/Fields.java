package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;

/** How the fields of a transaction stand in RLP. */
final class Fields {

    private Fields() {}

    static @Nullable TempoAddress optionalAddress(RlpItem item, String what) {
        RlpBytes bytes = item.asBytes(what);
        if (bytes.length() == 0) {
            return null;
        }
        if (bytes.length() != 20) {
            throw new ProtocolException("The " + what + " must have 20 bytes, it has " + bytes.length());
        }
        return TempoAddress.of(bytes.toArray());
    }

    static RlpBytes address(@Nullable TempoAddress address) {
        return address == null ? RlpBytes.EMPTY : RlpBytes.of(address.bytes());
    }

    static @Nullable BigInteger optionalSeconds(RlpItem item, String what) {
        BigInteger seconds = uint64(item, what);
        return seconds.signum() == 0 ? null : seconds;
    }

    static RlpBytes seconds(@Nullable BigInteger seconds) {
        return seconds == null ? RlpBytes.EMPTY : RlpBytes.of(seconds);
    }

    static BigInteger uint64(RlpItem item, String what) {
        return item.asBytes(what).number(8, what);
    }

    static BigInteger uint128(RlpItem item, String what) {
        return item.asBytes(what).number(16, what);
    }

    static BigInteger uint256(RlpItem item, String what) {
        return item.asBytes(what).number(32, what);
    }
}
