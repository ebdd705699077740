package org.mpp4j.tempo.internal.session;

import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * What a channel has to be like to pay for something.
 *
 * @param contract where it is
 * @param recipient who is paid
 * @param currency what in
 * @param operator who else may settle, or zero for nobody; of no meaning in the first protocol
 */
public record ChannelTerms(
        ChannelContract contract, TempoAddress recipient, TempoAddress currency, TempoAddress operator) {

    /**
     * A channel of the older contract, as the books keep it. Its id is all that the contract wants to hear of it, so its salt isn't
     * kept; in the place of the hash of a transaction, which it doesn't depend on, is what tells whose books it is in.
     *
     * @throws IllegalArgumentException if the contract is of the other protocol
     */
    public ChannelDescriptor stream(TempoAddress payer, TempoAddress voucherSigner) {
        if (contract.protocol() != ChannelProtocol.V1) {
            throw new IllegalArgumentException("Such channels are not those of " + contract);
        }
        return new ChannelDescriptor(
                payer, recipient, ChannelDescriptor.NOBODY, currency, Bytes32.ZERO, voucherSigner, mark());
    }

    private Bytes32 mark() {
        return Bytes32.of(Keccak.hash(AbiWriter.words(3)
                .bytes32(contract.domainSeparator())
                .address(recipient)
                .address(currency)
                .toArray()));
    }

    /** The channel that was opened; empty if it isn't one on these terms. */
    public Optional<ChannelDescriptor> opened(ChannelEvent.Opened event) {
        TempoAddress signer = event.authorizedSigner().isZero() ? event.payer() : event.authorizedSigner();
        Bytes32 hash = event.expiringNonceHash();
        ChannelDescriptor channel = hash == null
                ? stream(event.payer(), signer)
                : new ChannelDescriptor(
                        event.payer(),
                        event.payee(),
                        event.operator(),
                        event.token(),
                        event.salt(),
                        event.authorizedSigner(),
                        hash);
        return event.payee().equals(recipient) && event.token().equals(currency)
                ? Optional.of(channel)
                : Optional.empty();
    }

    /** Whether a channel that is in the books under that id is one on these terms. */
    public boolean include(ChannelDescriptor channel, Bytes32 channelId) {
        return contract.protocol() == ChannelProtocol.V1
                ? channel.expiringNonceHash().equals(mark())
                : channel.channelId(contract).equals(channelId);
    }

    /** What is wrong with a channel that is said to have that id, for the client; empty if it can pay. */
    public Optional<String> problem(ChannelDescriptor channel, Bytes32 channelId) {
        if (!include(channel, channelId)) {
            return Optional.of("The channel id isn't the one of the descriptor in the contract of this challenge.");
        }
        if (!channel.payee().equals(recipient)) {
            return Optional.of("The channel has another payee than the recipient of this challenge.");
        }
        if (!channel.token().equals(currency)) {
            return Optional.of("The channel is in another token than the currency of this challenge.");
        }
        if (!channel.operator().equals(operator)) {
            return Optional.of("The channel has another operator than this challenge asks for.");
        }
        return channel.payer().isZero() ? Optional.of("The channel has no payer.") : Optional.empty();
    }
}
