package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

/**
 * How a channel stands after a request (draft-tempo-session section "Receipt Generation").
 *
 * @param timestamp when that was
 * @param challengeId of the challenge that the credential answers
 * @param channelId of the channel
 * @param acceptedCumulative in base units, of the highest voucher
 * @param spent in base units, what was delivered for
 * @param units delivered, if they are counted
 * @param txHash of what was sent to the chain for this request, or null if nothing was
 */
public record SessionReceipt(
        Instant timestamp,
        String challengeId,
        Bytes32 channelId,
        BigInteger acceptedCumulative,
        BigInteger spent,
        Optional<Long> units,
        @Nullable Bytes32 txHash) {

    private static final String METHOD = "tempo";
    private static final String INTENT = "session";

    /** As it is sent. */
    public Receipt receipt() {
        JsonObject.Builder more = JsonObject.builder()
                .put("intent", INTENT)
                .put("challengeId", challengeId)
                .put("channelId", channelId.toString())
                .put("acceptedCumulative", acceptedCumulative.toString())
                .put("spent", spent.toString());
        units.ifPresent(count -> more.put("units", count));
        if (txHash != null) {
            more.put("txHash", txHash.toString());
        }
        return Receipt.of(METHOD, channelId.toString(), timestamp, more.build());
    }

    /**
     * Reads a receipt.
     *
     * @throws ProtocolException if it isn't one of a session on Tempo
     */
    public static SessionReceipt of(Receipt receipt) {
        JsonObject json = receipt.json();
        if (!receipt.method().equals(METHOD) || !json.requireString("intent").equals(INTENT)) {
            throw new ProtocolException("The receipt isn't one of a session on Tempo");
        }
        ChannelProtocol largest = ChannelProtocol.V1;
        return new SessionReceipt(
                receipt.timestamp(),
                json.requireString("challengeId"),
                ChannelDescriptor.bytes32(json, "channelId"),
                largest.parseAmount(json.requireString("acceptedCumulative"), "member \"acceptedCumulative\""),
                largest.parseAmount(json.requireString("spent"), "member \"spent\""),
                json.integer("units").isPresent()
                        ? Optional.of(json.integer("units").getAsLong())
                        : Optional.empty(),
                json.string("txHash").isPresent() ? ChannelDescriptor.bytes32(json, "txHash") : null);
    }
}
