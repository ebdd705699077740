package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/**
 * Where channels are: a contract on a chain. Vouchers are signed for one, after EIP-712 (draft-tempo-session section "Voucher
 * Signing Format"). Immutable and thread-safe; what doesn't change from one voucher to the next is computed once.
 */
public final class ChannelContract {

    /** The reserve, which is at the same address on each chain. */
    public static final TempoAddress RESERVE = TempoAddress.parse("0x4d50500000000000000000000000000000000000");

    private static final Bytes32 DOMAIN_TYPE = Bytes32.of(
            Keccak.hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"));
    private static final Bytes32 VERSION = Bytes32.of(Keccak.hash("1"));
    private static final int WORD = AbiWriter.WORD;

    private final ChannelProtocol protocol;
    private final long chainId;
    private final TempoAddress address;
    private final Bytes32 domainSeparator;
    private final ChannelAbi abi;

    private ChannelContract(ChannelProtocol protocol, long chainId, TempoAddress address) {
        if (chainId <= 0) {
            throw new IllegalArgumentException("A chain id is 1 or more, got " + chainId);
        }
        this.protocol = protocol;
        this.chainId = chainId;
        this.address = address;
        this.abi = ChannelAbi.of(protocol);
        this.domainSeparator = Bytes32.of(Keccak.hash(AbiWriter.words(5)
                .bytes32(DOMAIN_TYPE)
                .bytes32(protocol.domainName())
                .bytes32(VERSION)
                .number(chainId)
                .address(address)
                .toArray()));
    }

    /** The reserve of a chain. */
    public static ChannelContract reserve(long chainId) {
        return new ChannelContract(ChannelProtocol.V2, chainId, RESERVE);
    }

    /** A contract at another address that has the interface of one of the protocols. */
    public static ChannelContract of(ChannelProtocol protocol, long chainId, TempoAddress address) {
        return new ChannelContract(protocol, chainId, address);
    }

    /** What its channels are like. */
    public ChannelProtocol protocol() {
        return protocol;
    }

    /** How it is talked to. */
    public ChannelAbi abi() {
        return abi;
    }

    /** As in EIP-155. */
    public long chainId() {
        return chainId;
    }

    /** Where it is. */
    public TempoAddress address() {
        return address;
    }

    /**
     * The hash that a voucher's signature is of.
     *
     * @throws IllegalArgumentException if no channel can hold the amount
     */
    public byte[] voucherHash(Bytes32 channelId, BigInteger cumulativeAmount) {
        byte[] voucher = new byte[3 * WORD];
        protocol.voucherType().writeTo(voucher, 0);
        channelId.writeTo(voucher, WORD);
        AbiWriter.writeNumber(protocol.checked(cumulativeAmount), voucher, 2 * WORD);
        byte[] signed = new byte[2 + 2 * WORD];
        signed[0] = 0x19;
        signed[1] = 0x01;
        domainSeparator.writeTo(signed, 2);
        System.arraycopy(Keccak.hash(voucher), 0, signed, 2 + WORD, WORD);
        return Keccak.hash(signed);
    }

    Bytes32 domainSeparator() {
        return domainSeparator;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelContract that
                && protocol == that.protocol
                && chainId == that.chainId
                && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return domainSeparator.hashCode();
    }

    @Override
    public String toString() {
        return "ChannelContract[" + protocol.wireName() + ", " + chainId + ", " + address + "]";
    }
}
