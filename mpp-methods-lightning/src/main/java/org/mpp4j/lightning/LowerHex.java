package org.mpp4j.lightning;

/** The form in which hashes and preimages are written. */
final class LowerHex {

    private LowerHex() {}

    static boolean is(String text, int bytes) {
        return text.length() == 2 * bytes
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
