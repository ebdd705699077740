package org.mpp4j.lightning;

/** The form in which hashes and preimages are written. */
final class LowerHex {

    private LowerHex() {}

    static boolean is(String text, int bytes) {
        if (text.length() != 2 * bytes) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
