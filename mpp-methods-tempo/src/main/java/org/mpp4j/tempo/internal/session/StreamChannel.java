package org.mpp4j.tempo.internal.session;

import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * What identifies a channel of the older contract (draft-tempo-session section "Contract-Backed Channel State").
 *
 * @param payer whose money is in the channel
 * @param payee who gets what vouchers are for
 * @param token what is paid in
 * @param salt of the payer's choice
 * @param authorizedSigner whose signature a voucher needs, or zero for the payer's
 */
public record StreamChannel(
        TempoAddress payer, TempoAddress payee, TempoAddress token, Bytes32 salt, TempoAddress authorizedSigner) {

    /** Whose signature a voucher needs. */
    public TempoAddress voucherSigner() {
        return authorizedSigner.isZero() ? payer : authorizedSigner;
    }

    /**
     * The id of the channel in a contract.
     *
     * @throws IllegalArgumentException if the contract is of the other protocol
     */
    public Bytes32 channelId(ChannelContract contract) {
        if (contract.protocol() != ChannelProtocol.V1) {
            throw new IllegalArgumentException("Such channels are not those of " + contract);
        }
        return Bytes32.of(Keccak.hash(AbiWriter.words(7)
                .address(payer)
                .address(payee)
                .address(token)
                .bytes32(salt)
                .address(authorizedSigner)
                .address(contract.address())
                .number(contract.chainId())
                .toArray()));
    }
}
