package org.mpp4j.tempo.internal.session;

import org.mpp4j.protocol.ProblemType;

/** The kinds of problem of sessions (draft-tempo-session section "Rejection and Error Responses"). */
public final class SessionProblem {

    /** The vouchers accepted so far don't cover the request. */
    public static final ProblemType INSUFFICIENT_BALANCE = of("insufficient-balance", "Insufficient Balance", 402);
    /** The signature of a voucher isn't one. */
    public static final ProblemType INVALID_SIGNATURE = of("invalid-signature", "Invalid Signature", 402);
    /** A voucher is signed by somebody who may not for this channel. */
    public static final ProblemType SIGNER_MISMATCH = of("signer-mismatch", "Signer Mismatch", 402);
    /** A voucher is for more than there is in the channel. */
    public static final ProblemType AMOUNT_EXCEEDS_DEPOSIT =
            of("amount-exceeds-deposit", "Amount Exceeds Deposit", 402);
    /** A voucher is for too little more than the one before. */
    public static final ProblemType DELTA_TOO_SMALL = of("delta-too-small", "Delta Too Small", 402);
    /** There is no such channel. */
    public static final ProblemType CHANNEL_NOT_FOUND =
            of("channel-not-found", "Channel Not Found", 410).withChallenge();
    /** The channel has ended, or its payer has asked for its end. */
    public static final ProblemType CHANNEL_FINALIZED =
            of("channel-finalized", "Channel Closed", 410).withChallenge();
    /** The challenge isn't known, or has expired. */
    public static final ProblemType CHALLENGE_NOT_FOUND = of("challenge-not-found", "Challenge Not Found", 402);

    private SessionProblem() {}

    private static ProblemType of(String name, String title, int status) {
        return ProblemType.of("session/" + name, title, status);
    }
}
