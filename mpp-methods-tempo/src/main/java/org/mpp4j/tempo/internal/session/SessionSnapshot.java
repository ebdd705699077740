package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/**
 * How a channel stands, for a client to go on with it (draft-tempo-session section "Session Snapshot"). It is in
 * {@code methodDetails.sessionSnapshot}, and in a header after a client has proved who it is.
 *
 * @param contract the channel is in
 * @param descriptor of the channel
 * @param acceptedCumulative in base units, of the highest voucher
 * @param requiredCumulative in base units, what the next voucher has to be for at least
 * @param deposit in base units, all that was ever put in
 * @param settled in base units, what the payee was given on the chain
 * @param spent in base units, what was delivered for
 * @param units delivered, if they are counted
 * @param closeRequestedAt seconds since 1970 when the payer asked for the end, or null
 * @param highestVoucher that was accepted, or null. Only for whoever has proved to be the payer: a client that has lost its own
 *     state needs it, to anybody else it is none of their business
 */
public record SessionSnapshot(
        ChannelContract contract,
        ChannelDescriptor descriptor,
        BigInteger acceptedCumulative,
        BigInteger requiredCumulative,
        BigInteger deposit,
        BigInteger settled,
        BigInteger spent,
        Optional<Long> units,
        @Nullable BigInteger closeRequestedAt,
        @Nullable Voucher highestVoucher) {

    /** The header that carries a snapshot. */
    public static final String HEADER = "Payment-Session-Snapshot";

    /** The header that carries the id of a channel: of a client's that it has, and of a server's that it knows. */
    public static final String CHANNEL_HEADER = "Payment-Session";

    private static final int MAX_HEADER = 16 * 1024;

    /** The id of the channel. */
    public Bytes32 channelId() {
        return descriptor.channelId(contract);
    }

    /** Its JSON. */
    public JsonObject json() {
        JsonObject.Builder json = JsonObject.builder()
                .put("acceptedCumulative", acceptedCumulative.toString())
                .put("chainId", contract.chainId())
                .put("channelId", channelId().toString())
                .put("deposit", deposit.toString())
                .put("descriptor", descriptor.json())
                .put("escrow", ChannelDescriptor.lowerCase(contract.address()))
                .put("requiredCumulative", requiredCumulative.toString())
                .put("settled", settled.toString())
                .put("spent", spent.toString());
        units.ifPresent(count -> json.put("units", count));
        if (closeRequestedAt != null) {
            json.put("closeRequestedAt", closeRequestedAt.toString());
        }
        if (highestVoucher != null) {
            json.put("highestVoucher", highestVoucher.json());
        }
        return json.build();
    }

    /** The value of {@link #HEADER}. */
    public String toHeader() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json().toCanonicalString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a header: of the form in the draft, or in the alphabet and with the padding that mppx writes.
     *
     * @throws ProtocolException if it is anything else
     */
    public static SessionSnapshot parseHeader(String header) {
        if (header.length() > MAX_HEADER) {
            throw new ProtocolException("The snapshot is longer than " + MAX_HEADER + " characters");
        }
        String bare = header.strip();
        String alphabet = bare.replace('+', '-').replace('/', '_');
        try {
            return read(JsonObject.parse(new String(Base64.getUrlDecoder().decode(alphabet), StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException notBase64) {
            throw new ProtocolException("The snapshot isn't base64url");
        }
    }

    /**
     * Reads a snapshot.
     *
     * @throws ProtocolException if a member is absent or of the wrong form, or the descriptor isn't the channel's
     */
    public static SessionSnapshot read(JsonObject json) {
        long chainId = json.integer("chainId").orElse(0);
        if (chainId <= 0) {
            throw new ProtocolException("The member \"chainId\" must be a chain id");
        }
        TempoAddress escrow = ChannelDescriptor.address(json, "escrow");
        Optional<JsonObject> voucher = json.object("highestVoucher");
        OptionalLong units = json.integer("units");
        SessionSnapshot snapshot = new SessionSnapshot(
                ChannelContract.of(ChannelProtocol.V2, chainId, escrow),
                ChannelDescriptor.read(json.requireObject("descriptor")),
                amount(json, "acceptedCumulative"),
                amount(json, "requiredCumulative"),
                amount(json, "deposit"),
                amount(json, "settled"),
                amount(json, "spent"),
                units.isPresent() ? Optional.of(units.getAsLong()) : Optional.empty(),
                json.string("closeRequestedAt").isPresent() ? amount(json, "closeRequestedAt") : null,
                voucher.isPresent() ? Voucher.read(voucher.get(), ChannelProtocol.V2) : null);
        if (!snapshot.channelId().equals(ChannelDescriptor.bytes32(json, "channelId"))) {
            throw new ProtocolException("The descriptor of the snapshot isn't the one of its channel");
        }
        return snapshot;
    }

    private static BigInteger amount(JsonObject json, String name) {
        return ChannelProtocol.V2.parseAmount(json.requireString(name), "member \"" + name + "\"");
    }
}
