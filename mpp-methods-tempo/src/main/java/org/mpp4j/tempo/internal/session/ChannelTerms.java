package org.mpp4j.tempo.internal.session;

import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;

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

    /** What is wrong with a channel that is said to have that id, for the client; empty if it can pay. */
    public Optional<String> problem(ChannelDescriptor channel, Bytes32 channelId) {
        if (!channel.channelId(contract).equals(channelId)) {
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
