package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/**
 * The {@code methodDetails} of a challenge for a session (draft-tempo-session section "Method Details").
 *
 * @param contract where channels are
 * @param feePayer whether this server pays the fees of transactions that put money into channels
 * @param feeToken what it pays them in, or null if it doesn't say
 * @param operator who else may settle, or zero for nobody
 * @param minVoucherDelta in base units, how much higher a voucher has to be than the one before, or null
 * @param channelId of a channel that the client may go on with, or null
 * @param snapshot of that channel, or null
 */
public record SessionDetails(
        ChannelContract contract,
        boolean feePayer,
        @Nullable TempoAddress feeToken,
        TempoAddress operator,
        @Nullable BigInteger minVoucherDelta,
        @Nullable Bytes32 channelId,
        @Nullable SessionSnapshot snapshot) {

    /** The chain that a challenge means if it doesn't say. */
    private static final long DEFAULT_CHAIN = 4217;

    /** For new channels in that contract, and nothing special. */
    public static SessionDetails of(ChannelContract contract) {
        return new SessionDetails(contract, false, null, ChannelDescriptor.NOBODY, null, null, null);
    }

    /** The same with a channel to go on with. */
    public SessionDetails with(SessionSnapshot known) {
        return new SessionDetails(contract, feePayer, feeToken, operator, minVoucherDelta, known.channelId(), known);
    }

    /** Their JSON. */
    public JsonObject json() {
        JsonObject.Builder json = JsonObject.builder()
                .put("chainId", contract.chainId())
                .put("escrowContract", ChannelDescriptor.lowerCase(contract.address()));
        if (contract.protocol() != ChannelProtocol.V1) {
            // Clients that know of no other protocol than the first know no name of it.
            json.put("sessionProtocol", contract.protocol().wireName());
        }
        if (feePayer) {
            json.put("feePayer", true);
        }
        if (feeToken != null) {
            json.put("feeToken", ChannelDescriptor.lowerCase(feeToken));
        }
        if (!operator.isZero()) {
            json.put("operator", ChannelDescriptor.lowerCase(operator));
        }
        if (minVoucherDelta != null) {
            json.put("minVoucherDelta", minVoucherDelta.toString());
        }
        if (channelId != null) {
            json.put("channelId", channelId.toString());
        }
        if (snapshot != null) {
            json.put("sessionSnapshot", snapshot.json());
        }
        return json.build();
    }

    /**
     * Reads them.
     *
     * @throws ProtocolException if a member is absent or of the wrong form
     */
    public static SessionDetails read(JsonObject json) {
        ChannelProtocol protocol =
                ChannelProtocol.named(json.string("sessionProtocol").orElse(ChannelProtocol.V1.wireName()));
        long chainId = json.integer("chainId").orElse(DEFAULT_CHAIN);
        if (chainId <= 0) {
            throw new ProtocolException("The member \"chainId\" must be a chain id");
        }
        Optional<JsonObject> snapshot = json.object("sessionSnapshot");
        return new SessionDetails(
                ChannelContract.of(protocol, chainId, ChannelDescriptor.address(json, "escrowContract")),
                json.bool("feePayer").orElse(false),
                optionalAddress(json, "feeToken"),
                json.string("operator").isPresent()
                        ? ChannelDescriptor.address(json, "operator")
                        : ChannelDescriptor.NOBODY,
                json.string("minVoucherDelta").isPresent()
                        ? protocol.parseAmount(json.requireString("minVoucherDelta"), "member \"minVoucherDelta\"")
                        : null,
                json.string("channelId").isPresent() ? ChannelDescriptor.bytes32(json, "channelId") : null,
                snapshot.isPresent() ? SessionSnapshot.read(snapshot.get()) : null);
    }

    private static @Nullable TempoAddress optionalAddress(JsonObject json, String name) {
        return json.string(name).isPresent() ? ChannelDescriptor.address(json, name) : null;
    }
}
