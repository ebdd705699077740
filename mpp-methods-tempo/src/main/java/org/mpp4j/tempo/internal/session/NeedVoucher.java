package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/**
 * What a stream that has come to the end of what is authorized asks for (draft-tempo-session section "Insufficient Balance
 * During Streaming"). A client that finds more required than deposited has to put more in first; there is no other event for
 * that.
 *
 * @param channelId of the channel
 * @param requiredCumulative in base units, what the next voucher has to be for at least
 * @param acceptedCumulative in base units, of the highest voucher
 * @param deposit in base units, all that was ever put in
 */
public record NeedVoucher(
        Bytes32 channelId, BigInteger requiredCumulative, BigInteger acceptedCumulative, BigInteger deposit) {

    /** The name of the server-sent event. */
    public static final String EVENT = "payment-need-voucher";

    /** The data of the event. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("channelId", channelId.toString())
                .put("requiredCumulative", requiredCumulative.toString())
                .put("acceptedCumulative", acceptedCumulative.toString())
                .put("deposit", deposit.toString())
                .build();
    }

    /**
     * Reads the data of the event.
     *
     * @throws ProtocolException if it is of another form
     */
    public static NeedVoucher read(JsonObject json) {
        return new NeedVoucher(
                ChannelDescriptor.bytes32(json, "channelId"),
                amount(json, "requiredCumulative"),
                amount(json, "acceptedCumulative"),
                amount(json, "deposit"));
    }

    private static BigInteger amount(JsonObject json, String name) {
        return ChannelProtocol.V1.parseAmount(json.requireString(name), "member \"" + name + "\"");
    }
}
