package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.tx.SubmittedTransaction;

/**
 * What a credential asks for (draft-tempo-session section "Payload Actions"). Read means well-formed: nothing is known yet of
 * whether its parts fit each other or the challenge.
 */
public sealed interface SessionAction {

    /** The channel it names. */
    Bytes32 channelId();

    /** What the channel is, as the client says; null in the first protocol, which has no descriptors. */
    @Nullable
    ChannelDescriptor descriptor();

    /**
     * Action {@code open}: a new channel, and its first voucher.
     *
     * @param transaction that opens it, for this server to send
     * @param authorizedSigner whose signature vouchers will need, as the client says, or null if it doesn't
     * @param voucher the first
     */
    record Open(
            @Nullable ChannelDescriptor descriptor,
            SubmittedTransaction transaction,
            @Nullable TempoAddress authorizedSigner,
            Voucher voucher)
            implements SessionAction {
        @Override
        public Bytes32 channelId() {
            return voucher.channelId();
        }
    }

    /**
     * Action {@code topUp}: more money for a channel.
     *
     * @param transaction that puts it in, for this server to send
     * @param additionalDeposit in base units
     */
    record TopUp(
            Bytes32 channelId,
            @Nullable ChannelDescriptor descriptor,
            SubmittedTransaction transaction,
            BigInteger additionalDeposit)
            implements SessionAction {}

    /**
     * Action {@code voucher}: a higher voucher, or the highest once more.
     *
     * @param voucher to use from now on
     */
    record Authorize(@Nullable ChannelDescriptor descriptor, Voucher voucher) implements SessionAction {
        @Override
        public Bytes32 channelId() {
            return voucher.channelId();
        }
    }

    /**
     * Action {@code close}: what was used is to be taken, and the rest given back.
     *
     * @param voucher the last
     */
    record Close(@Nullable ChannelDescriptor descriptor, Voucher voucher) implements SessionAction {
        @Override
        public Bytes32 channelId() {
            return voucher.channelId();
        }
    }

    /**
     * Reads a payload. Members that are unknown here are passed over, as the draft says.
     *
     * @throws ProtocolException if it isn't one of the actions, with a text for the client
     */
    static SessionAction read(JsonObject payload, ChannelProtocol protocol) {
        ChannelDescriptor descriptor =
                protocol == ChannelProtocol.V2 ? ChannelDescriptor.read(payload.requireObject("descriptor")) : null;
        return switch (payload.requireString("action")) {
            case "open" ->
                new Open(
                        descriptor,
                        transaction(payload),
                        payload.string("authorizedSigner").isPresent()
                                ? ChannelDescriptor.address(payload, "authorizedSigner")
                                : null,
                        Voucher.read(payload, protocol));
            case "topUp" ->
                new TopUp(
                        ChannelDescriptor.bytes32(payload, "channelId"),
                        descriptor,
                        transaction(payload),
                        protocol.parseAmount(
                                payload.requireString("additionalDeposit"), "member \"additionalDeposit\""));
            case "voucher" -> new Authorize(descriptor, Voucher.read(payload, protocol));
            case "close" -> new Close(descriptor, Voucher.read(payload, protocol));
            default ->
                throw new ProtocolException(
                        "The member \"action\" must be \"open\", \"topUp\", \"voucher\" or \"close\"");
        };
    }

    private static SubmittedTransaction transaction(JsonObject payload) {
        if (!payload.requireString("type").equals("transaction")) {
            throw new ProtocolException("The member \"type\" must be \"transaction\"");
        }
        return SubmittedTransaction.decode(
                Hex.decode(payload.requireString("transaction"), SubmittedTransaction.MAX_BYTES, "signed transaction"));
    }
}
