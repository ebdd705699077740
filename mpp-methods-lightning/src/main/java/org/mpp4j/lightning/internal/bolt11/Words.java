package org.mpp4j.lightning.internal.bolt11;

import java.util.Arrays;

/** Reads groups of 5 bits, first to last. */
final class Words {

    private static final int WORD_BITS = 5;

    private final byte[] words;
    private int next;

    Words(byte[] words) {
        this.words = words;
    }

    int left() {
        return words.length - next;
    }

    /** The next words as they are. */
    Words take(int count) throws InvalidInvoiceException {
        if (count > left()) {
            throw new InvalidInvoiceException("The invoice ends in the middle of a field");
        }
        Words taken = new Words(Arrays.copyOfRange(words, next, next + count));
        next += count;
        return taken;
    }

    /** The next words as one number of at most 62 bits. */
    long number(int count) throws InvalidInvoiceException {
        long value = 0;
        for (byte word : take(count).words) {
            if (value >>> 57 != 0) {
                throw new InvalidInvoiceException("The invoice holds a number that is too large");
            }
            value = value << WORD_BITS | word;
        }
        return value;
    }

    /** All words as bytes. Bits that fill no byte are left off, and have to be zero. */
    byte[] bytes() throws InvalidInvoiceException {
        byte[] padded = padded(words);
        int whole = words.length * WORD_BITS / 8;
        if (padded.length > whole && padded[whole] != 0) {
            throw new InvalidInvoiceException("The invoice has a field whose padding isn't zero");
        }
        return Arrays.copyOf(padded, whole);
    }

    /** Words as bytes, with zero bits to fill the last one, as they are signed. */
    static byte[] padded(byte[] words) {
        byte[] bytes = new byte[(words.length * WORD_BITS + 7) / 8];
        for (int i = 0; i < words.length * WORD_BITS; i++) {
            int bit = words[i / WORD_BITS] >> WORD_BITS - 1 - i % WORD_BITS & 1;
            bytes[i / 8] |= (byte) (bit << 7 - i % 8);
        }
        return bytes;
    }
}
