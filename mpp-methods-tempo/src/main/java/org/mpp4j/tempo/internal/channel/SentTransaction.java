package org.mpp4j.tempo.internal.channel;

import org.mpp4j.tempo.internal.session.Bytes32;

/**
 * A transaction of this server's own that was signed, and may have been sent.
 *
 * @param purpose what it is for
 * @param hash of it
 * @param validBefore when it can't be mined any more, in seconds since 1970
 */
record SentTransaction(Purpose purpose, Bytes32 hash, long validBefore) {

    /** What such transactions are for. */
    enum Purpose {
        /** To fetch what a voucher is for. */
        SETTLE('S'),
        /** To end the channel. */
        CLOSE('C');

        private final char letter;

        Purpose(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }

        static Purpose of(char letter) {
            for (Purpose purpose : values()) {
                if (purpose.letter == letter) {
                    return purpose;
                }
            }
            throw new IllegalArgumentException("No purpose of a transaction is written " + letter);
        }
    }
}
