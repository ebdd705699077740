package org.mpp4j.lightning.internal.bolt11;

import java.util.Arrays;
import java.util.Locale;

/**
 * A text in bech32 (BIP 173), of any length up to a limit, as BOLT 11 has it.
 *
 * @param prefix in front of the last 1, in lower case
 * @param words of 5 bits each, without the checksum
 */
record Bech32(String prefix, byte[] words) {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int CHECKSUM_WORDS = 6;
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};

    /** Reads a text that is all in lower or all in upper case. */
    static Bech32 decode(String text, int maxLength) throws InvalidInvoiceException {
        if (text.length() > maxLength) {
            throw new InvalidInvoiceException("The invoice is longer than " + maxLength + " characters");
        }
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new InvalidInvoiceException("The invoice holds characters that bech32 doesn't have");
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            throw new InvalidInvoiceException("The invoice mixes upper and lower case");
        }
        int separator = lower.lastIndexOf('1');
        if (separator < 1 || lower.length() - separator - 1 < CHECKSUM_WORDS) {
            throw new InvalidInvoiceException("The invoice has no prefix or no data");
        }
        String prefix = lower.substring(0, separator);
        byte[] words = new byte[lower.length() - separator - 1];
        for (int i = 0; i < words.length; i++) {
            int value = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
            if (value < 0) {
                throw new InvalidInvoiceException("The invoice holds characters that bech32 doesn't have");
            }
            words[i] = (byte) value;
        }
        if (checksum(prefix, words) != 1) {
            throw new InvalidInvoiceException("The invoice has a wrong checksum");
        }
        return new Bech32(prefix, Arrays.copyOf(words, words.length - CHECKSUM_WORDS));
    }

    private static int checksum(String prefix, byte[] words) {
        int sum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) >> 5);
        }
        sum = step(sum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            sum = step(sum, prefix.charAt(i) & 31);
        }
        for (byte word : words) {
            sum = step(sum, word);
        }
        return sum;
    }

    private static int step(int sum, int word) {
        int top = sum >>> 25;
        int next = (sum & 0x1ffffff) << 5 ^ word;
        for (int bit = 0; bit < GENERATOR.length; bit++) {
            if ((top >>> bit & 1) == 1) {
                next ^= GENERATOR[bit];
            }
        }
        return next;
    }
}
