package org.mpp4j.tempo.internal.session;

import java.util.Locale;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * What identifies a channel of the reserve (draft-tempo-session section "Channel Descriptor"). The chain keeps the hash of it
 * only, so whoever wants anything of a channel has to give it. For channels of the older contract, which have no descriptors, see
 * {@link ChannelTerms#stream}.
 *
 * @param payer whose money is in the channel
 * @param payee who gets what vouchers are for
 * @param operator who may settle and close besides the payee, or zero for nobody
 * @param token what is paid in
 * @param salt of the payer's choice
 * @param authorizedSigner whose signature a voucher needs, or zero for the payer's
 * @param expiringNonceHash of the transaction that opened the channel
 */
public record ChannelDescriptor(
        TempoAddress payer,
        TempoAddress payee,
        TempoAddress operator,
        TempoAddress token,
        Bytes32 salt,
        TempoAddress authorizedSigner,
        Bytes32 expiringNonceHash) {

    /** No account's address. */
    public static final TempoAddress NOBODY = TempoAddress.of(new byte[20]);

    static final String ABI = "(address,address,address,address,bytes32,address,bytes32)";
    static final int WORDS = 7;

    /**
     * Reads a descriptor. The case of addresses is not looked at, as clients write checksums where the draft wants lower case.
     *
     * @throws ProtocolException if a member is absent or of the wrong form
     */
    public static ChannelDescriptor read(JsonObject json) {
        return new ChannelDescriptor(
                address(json, "payer"),
                address(json, "payee"),
                address(json, "operator"),
                address(json, "token"),
                bytes32(json, "salt"),
                address(json, "authorizedSigner"),
                bytes32(json, "expiringNonceHash"));
    }

    static TempoAddress address(JsonObject json, String name) {
        return TempoAddress.of(Hex.decodeExactly(json.requireString(name), 20, "member \"" + name + "\""));
    }

    static Bytes32 bytes32(JsonObject json, String name) {
        return Bytes32.parse(json.requireString(name), "member \"" + name + "\"");
    }

    static String lowerCase(TempoAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }

    /** Its JSON, in lower case as the draft wants it. */
    public JsonObject json() {
        return JsonObject.builder()
                .put("payer", lowerCase(payer))
                .put("payee", lowerCase(payee))
                .put("operator", lowerCase(operator))
                .put("token", lowerCase(token))
                .put("salt", salt.toString())
                .put("authorizedSigner", lowerCase(authorizedSigner))
                .put("expiringNonceHash", expiringNonceHash.toString())
                .build();
    }

    /** Whose signature a voucher needs. */
    public TempoAddress voucherSigner() {
        return authorizedSigner.isZero() ? payer : authorizedSigner;
    }

    /**
     * The id of the channel in a reserve.
     *
     * @throws IllegalArgumentException if the contract is of the other protocol
     */
    public Bytes32 channelId(ChannelContract reserve) {
        if (reserve.protocol() != ChannelProtocol.V2) {
            throw new IllegalArgumentException(
                    "Only channels of the reserve have a descriptor, not those of " + reserve);
        }
        return Bytes32.of(Keccak.hash(writeTo(AbiWriter.words(WORDS + 2))
                .address(reserve.address())
                .number(reserve.chainId())
                .toArray()));
    }

    AbiWriter writeTo(AbiWriter words) {
        return words.address(payer)
                .address(payee)
                .address(operator)
                .address(token)
                .bytes32(salt)
                .address(authorizedSigner)
                .bytes32(expiringNonceHash);
    }

    static ChannelDescriptor read(AbiReader words) {
        return new ChannelDescriptor(
                words.address(),
                words.address(),
                words.address(),
                words.address(),
                words.bytes32(),
                words.address(),
                words.bytes32());
    }
}
