package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.Keccak;

/** The two kinds of channel (draft-tempo-session section "Protocol Versions"). */
public enum ChannelProtocol {

    /** Channels of the contract TempoStreamChannel, each with a state of its own on the chain. */
    V1("v1", "Tempo Stream Channel", 128),

    /** Channels of the reserve that is part of the chain (TIP-1034), which a descriptor identifies. */
    V2("v2", "TIP20 Channel Reserve", 96);

    private static final Pattern DIGITS = Pattern.compile("0|[1-9][0-9]*");

    private final String wireName;
    private final int amountBits;
    private final int maxDigits;
    private final Bytes32 domainName;
    private final Bytes32 voucherType;

    ChannelProtocol(String wireName, String domainName, int amountBits) {
        this.wireName = wireName;
        this.amountBits = amountBits;
        this.maxDigits = BigInteger.TWO
                .pow(amountBits)
                .subtract(BigInteger.ONE)
                .toString()
                .length();
        this.domainName = Bytes32.of(Keccak.hash(domainName));
        this.voucherType =
                Bytes32.of(Keccak.hash("Voucher(bytes32 channelId,uint" + amountBits + " cumulativeAmount)"));
    }

    /** Its name in {@code methodDetails.sessionProtocol}. */
    public String wireName() {
        return wireName;
    }

    /** The one of that name; a challenge without a name is of the first. */
    public static ChannelProtocol named(String wireName) {
        for (ChannelProtocol protocol : values()) {
            if (protocol.wireName.equals(wireName)) {
                return protocol;
            }
        }
        throw new ProtocolException("The session protocol must be \"v1\" or \"v2\"");
    }

    /** Whether this can be an amount of a channel. */
    public boolean holds(BigInteger amount) {
        return amount.signum() >= 0 && amount.bitLength() <= amountBits;
    }

    /** The amount, if it can be one of a channel. */
    BigInteger checked(BigInteger amount) {
        if (!holds(amount)) {
            throw new IllegalArgumentException("An amount of a channel must be from 0 to 2^" + amountBits + "-1");
        }
        return amount;
    }

    /**
     * Reads an amount in base units: decimal digits without leading zeros.
     *
     * @param what names the amount in the error
     * @throws ProtocolException if it is anything else, or more than a channel can hold
     */
    public BigInteger parseAmount(String text, String what) {
        // Bounded before it is read, as reading takes time in the square of its length.
        if (text.length() > maxDigits || !DIGITS.matcher(text).matches()) {
            throw new ProtocolException("The " + what + " must be a whole number from 0 to 2^" + amountBits
                    + "-1, in decimal digits without leading zeros");
        }
        BigInteger amount = new BigInteger(text);
        if (!holds(amount)) {
            throw new ProtocolException("The " + what + " is more than 2^" + amountBits + "-1");
        }
        return amount;
    }

    /** Whether whoever ends a channel may take less than the voucher is for. */
    public boolean capturesLess() {
        return this == V2;
    }

    /** How many bits an amount has. */
    int amountBits() {
        return amountBits;
    }

    Bytes32 domainName() {
        return domainName;
    }

    Bytes32 voucherType() {
        return voucherType;
    }
}
