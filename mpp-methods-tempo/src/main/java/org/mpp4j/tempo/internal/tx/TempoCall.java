package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;

/**
 * One of the calls that a transaction makes, all or none.
 *
 * @param to the contract, or null to create one
 * @param value native units that go along
 * @param input function and arguments
 */
public record TempoCall(@Nullable TempoAddress to, BigInteger value, RlpBytes input) {

    /** A call without value. */
    public static TempoCall of(TempoAddress to, byte[] input) {
        return new TempoCall(to, BigInteger.ZERO, RlpBytes.of(input));
    }

    static TempoCall decode(RlpItem item) {
        List<RlpItem> fields = item.asList("call").items();
        if (fields.size() != 3) {
            throw new ProtocolException("A call of the transaction must have 3 fields, it has " + fields.size());
        }
        return new TempoCall(
                Fields.optionalAddress(fields.get(0), "target of a call"),
                fields.get(1).asBytes("value of a call").number(32, "value of a call"),
                fields.get(2).asBytes("input of a call"));
    }

    RlpItem encode() {
        return RlpList.of(Fields.address(to), RlpBytes.of(value), input);
    }
}
