package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelProtocol;

/**
 * The older contract of channels, {@code TempoStreamChannel}, which is protocol {@code v1} of draft-tempo-session: for customers
 * who still have such channels, or whose clients know of no others.
 *
 * <ul>
 *   <li>Only the payee itself can settle and close, so the account that does has to be the recipient.
 *   <li>Vouchers have to be signed with secp256k1 keys, in 65 bytes.
 *   <li>The contract gives the payee all that a voucher is for, or nothing of it. So a channel is closed for its client only with a
 *       voucher for exactly what was spent, and otherwise with the highest that is spent completely; what is spent of the one
 *       after it is lost. {@link #mostAhead} limits that.
 *   <li>Opening a channel takes more than 2,000,000 gas, which a {@link FeePayerPolicy} doesn't allow by default.
 *   <li>Vouchers are taken of channels that were opened elsewhere, too. What they say beyond what was settled counts as unspent, so
 *       whoever took vouchers of a channel before has to settle them first.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class StreamContract {

    private final String address;
    private final @Nullable BigInteger mostAhead;

    private StreamContract(String address, @Nullable BigInteger mostAhead) {
        this.address = address;
        this.mostAhead = mostAhead;
    }

    /**
     * The contract at an address.
     *
     * @param address on the chain of the method that it is given to
     * @return the contract
     */
    public static StreamContract at(String address) {
        return new StreamContract(Objects.requireNonNull(address, "address"), null);
    }

    /**
     * The same, with a limit to how far a voucher may be ahead of what is spent. It has to be at least what a handler charges at
     * once, and is the most of what a payer has used that can be lost if they leave.
     *
     * @param amount a decimal amount, such as {@code 0.05}; by default the price of ten units
     * @return another contract
     * @throws ConfigurationException if it isn't one, or has more digits than tokens have
     */
    public StreamContract mostAhead(String amount) {
        return new StreamContract(address, ChainSettings.units("StreamContract", "mostAhead", amount));
    }

    /** Where it is, for channels that no other account may operate. */
    ChannelContract on(ChainSettings chain, long chainId, TempoAddress operator) {
        if (!operator.isZero()) {
            throw new ConfigurationException("The account of TempoSession is " + operator
                    + ", but only the recipient itself can close channels of the streamContract; set account to that of the"
                    + " recipient");
        }
        return ChannelContract.of(
                ChannelProtocol.V1,
                chainId,
                chain.requireAddress(address, "streamContract", "the contract TempoStreamChannel on that chain"));
    }

    @Nullable
    BigInteger mostAhead() {
        return mostAhead;
    }

    /** The address. */
    @Override
    public String toString() {
        return "StreamContract[" + address + "]";
    }
}
