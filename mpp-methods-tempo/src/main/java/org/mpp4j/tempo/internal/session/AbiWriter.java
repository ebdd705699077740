package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;

/** Writes arguments in the ABI of Solidity, where each is a word of 32 bytes. */
final class AbiWriter {

    static final int WORD = 32;
    static final int SELECTOR = 4;

    private final byte[] bytes;
    private int end;

    private AbiWriter(byte[] selector, int length) {
        this.bytes = Arrays.copyOf(selector, selector.length + length);
        this.end = selector.length;
    }

    /** Of so many words, and nothing in front of them. */
    static AbiWriter words(int count) {
        return new AbiWriter(new byte[0], count * WORD);
    }

    /** A call with so many words of arguments. */
    static AbiWriter call(byte[] selector, int count) {
        return new AbiWriter(selector, count * WORD);
    }

    /** The first four bytes of a call. */
    static byte[] selector(String signature) {
        return Arrays.copyOf(Keccak.hash(signature), SELECTOR);
    }

    /** How many words dynamic bytes take, their length included. */
    static int wordsOf(byte[] dynamic) {
        return 1 + (dynamic.length + WORD - 1) / WORD;
    }

    AbiWriter address(TempoAddress address) {
        System.arraycopy(address.bytes(), 0, bytes, end + WORD - 20, 20);
        end += WORD;
        return this;
    }

    AbiWriter bytes32(Bytes32 value) {
        value.writeTo(bytes, end);
        end += WORD;
        return this;
    }

    AbiWriter number(BigInteger number) {
        writeNumber(number, bytes, end);
        end += WORD;
        return this;
    }

    AbiWriter number(long number) {
        return number(BigInteger.valueOf(number));
    }

    /** The only argument of a call, which is dynamic: where it is, how many there are, and they. */
    AbiWriter list(List<Bytes32> values) {
        number(WORD).number(values.size());
        values.forEach(this::bytes32);
        return this;
    }

    /** A number of at most 32 bytes that is zero or more, at the end of a word that is zero. */
    static void writeNumber(BigInteger number, byte[] target, int offset) {
        byte[] digits = number.toByteArray();
        int first = digits[0] == 0 ? 1 : 0;
        int length = digits.length - first;
        if (number.signum() < 0 || length > WORD) {
            throw new IllegalArgumentException("No word holds the number");
        }
        System.arraycopy(digits, first, target, offset + WORD - length, length);
    }

    /** Dynamic bytes: their length, themselves, and zeros up to the end of a word. */
    AbiWriter tail(byte[] dynamic) {
        number(dynamic.length);
        System.arraycopy(dynamic, 0, bytes, end, dynamic.length);
        end += (wordsOf(dynamic) - 1) * WORD;
        return this;
    }

    byte[] toArray() {
        if (end != bytes.length) {
            throw new IllegalStateException("The words that were announced were not all written");
        }
        return bytes;
    }
}
