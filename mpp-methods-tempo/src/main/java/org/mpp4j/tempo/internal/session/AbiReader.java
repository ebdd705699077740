package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.Arrays;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;

/** Reads words of the ABI of Solidity, one after the other. A word with bits that its type has no room for is refused. */
final class AbiReader {

    private static final int WORD = AbiWriter.WORD;

    private final byte[] bytes;
    private final int start;
    private int next;

    private AbiReader(byte[] bytes, int start) {
        this.bytes = bytes;
        this.start = start;
        this.next = start;
    }

    /** Reads exactly so many words. */
    static AbiReader words(byte[] bytes, int count) {
        return of(bytes, 0, count);
    }

    /** Reads any whole number of words. */
    static AbiReader words(byte[] bytes) {
        return of(bytes, 0, bytes.length / WORD); // refused if there is a rest
    }

    /** Reads the arguments of a call, exactly so many words. */
    static AbiReader arguments(byte[] call, int count) {
        return of(call, AbiWriter.SELECTOR, count);
    }

    private static AbiReader of(byte[] bytes, int start, int count) {
        if (bytes.length != start + count * WORD) {
            throw new ProtocolException("The data doesn't have the length it should have");
        }
        return new AbiReader(bytes, start);
    }

    static boolean isCall(byte[] input, byte[] selector) {
        return input.length >= AbiWriter.SELECTOR
                && Arrays.equals(input, 0, AbiWriter.SELECTOR, selector, 0, AbiWriter.SELECTOR);
    }

    /** How many words are left. */
    int left() {
        return (bytes.length - next) / WORD;
    }

    TempoAddress address() {
        int from = zeros(WORD - 20);
        return TempoAddress.of(Arrays.copyOfRange(bytes, from, next));
    }

    Bytes32 bytes32() {
        int from = zeros(0);
        return Bytes32.at(bytes, from);
    }

    BigInteger number(int bits) {
        int from = zeros(WORD - bits / 8);
        return new BigInteger(1, bytes, from, next - from);
    }

    boolean bool() {
        BigInteger number = number(8);
        if (number.bitLength() > 1) {
            throw new ProtocolException("The data has a word that is neither true nor false");
        }
        return number.signum() != 0;
    }

    /** Skips a word that has to be that number, such as the place of something dynamic. */
    void expect(long number) {
        if (!number(256).equals(BigInteger.valueOf(number))) {
            throw new ProtocolException("The data isn't in the form in which contracts give it");
        }
    }

    /** Moves on by a word, of which so many bytes have to be zero. Where the rest begins. */
    private int zeros(int count) {
        if (next + WORD > bytes.length) {
            throw new ProtocolException("The data is too short");
        }
        for (int i = next; i < next + count; i++) {
            if (bytes[i] != 0) {
                throw new ProtocolException("The data has a word that is out of range");
            }
        }
        int from = next + count;
        next += WORD;
        return from;
    }

    @Override
    public String toString() {
        return "AbiReader[" + (next - start) / WORD + " words read]";
    }
}
