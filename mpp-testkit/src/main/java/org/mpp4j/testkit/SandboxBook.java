package org.mpp4j.testkit;

import java.util.Optional;

/** Where play money moves: a {@link SandboxLedger} in this process, or a {@link SandboxBank} in another. */
interface SandboxBook {

    /** The book gave no answer. */
    final class Unanswered extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean asked;

        /**
         * Notes what is missing.
         *
         * @param asked false only if it is certain that the question never left
         */
        Unanswered(String message, Throwable cause, boolean asked) {
            super(message, cause);
            this.asked = asked;
        }

        boolean asked() {
            return asked;
        }
    }

    /** The payment of a challenge, if there was one. */
    Optional<SandboxLedger.Entry> find(String challengeId) throws Unanswered;

    /** Moves money, however often it has moved for this challenge before. */
    SandboxLedger.Entry move(SandboxLedger.Entry wanted) throws Unanswered;

    /** The book that is a ledger. */
    static SandboxBook of(SandboxLedger ledger) {
        return new SandboxBook() {
            @Override
            public Optional<SandboxLedger.Entry> find(String challengeId) {
                return ledger.find(challengeId);
            }

            @Override
            public SandboxLedger.Entry move(SandboxLedger.Entry wanted) {
                ledger.record(wanted);
                return wanted;
            }
        };
    }
}
