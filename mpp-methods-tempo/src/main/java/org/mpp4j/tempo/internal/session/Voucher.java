package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.sig.KeySignature;
import org.mpp4j.tempo.internal.sig.KeyType;

/**
 * A signed promise that the payee of a channel may take so much out of it in total. Whoever is payee can turn it into money, so
 * its signature is in no text.
 *
 * @param channelId of the channel
 * @param cumulativeAmount in base units, since the channel was opened
 * @param signature as the client gave it; unread
 */
public record Voucher(Bytes32 channelId, BigInteger cumulativeAmount, RlpBytes signature) {

    private static final int V = Secp256k1Signature.LENGTH - 1;

    /**
     * Reads the members {@code channelId}, {@code cumulativeAmount} and {@code signature}. Whose signature it is isn't looked at.
     *
     * @throws ProtocolException if one is absent or of the wrong form
     */
    public static Voucher read(JsonObject json, ChannelProtocol protocol) {
        return new Voucher(
                ChannelDescriptor.bytes32(json, "channelId"),
                protocol.parseAmount(json.requireString("cumulativeAmount"), "member \"cumulativeAmount\""),
                RlpBytes.of(
                        Hex.decode(json.requireString("signature"), KeySignature.MAX_BYTES, "member \"signature\"")));
    }

    /**
     * Who has signed it for channels of that contract; nobody if it isn't a signature that the contract would take. The contract
     * takes those of keys that speak for themselves, in the one form there is of each (TIP-1020): none of an access key's in
     * the name of an account, no high s, and 27 or 28 at the end.
     */
    public Optional<TempoAddress> signer(ChannelContract contract) {
        byte[] bytes = signature.toArray();
        if (bytes.length == Secp256k1Signature.LENGTH && bytes[V] != 27 && bytes[V] != 28) {
            return Optional.empty();
        }
        try {
            KeySignature parsed = KeySignature.parse(bytes);
            if (contract.protocol() == ChannelProtocol.V1 && parsed.type() != KeyType.SECP256K1) {
                return Optional.empty();
            }
            return parsed.key(contract.voucherHash(channelId, cumulativeAmount));
        } catch (ProtocolException notASignature) {
            return Optional.empty();
        }
    }

    /** Whether that account's own key has signed it. */
    public boolean isSignedBy(TempoAddress account, ChannelContract contract) {
        return signer(contract).filter(account::equals).isPresent();
    }

    /** Its JSON, with the signature. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("channelId", channelId.toString())
                .put("cumulativeAmount", cumulativeAmount.toString())
                .put("signature", Hex.encode(signature.toArray()))
                .build();
    }

    /** Without the signature. */
    @Override
    public String toString() {
        return "Voucher[" + channelId + ", " + cumulativeAmount + "]";
    }
}
