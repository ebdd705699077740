package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.SessionProblem;

/** Why an action of a client isn't done, in the words of draft-tempo-session section "Rejection and Error Responses". */
final class Refusal {

    private Refusal() {}

    static Rejected of(ProblemType type, Bytes32 channelId, String detail) {
        return new Rejected(Problem.of(type, detail).with(members(channelId).build()));
    }

    private static JsonObject.Builder members(Bytes32 channelId) {
        return JsonObject.builder().put("channelId", channelId.toString());
    }

    static Rejected verificationFailed(Bytes32 channelId, String detail) {
        return of(ProblemType.VERIFICATION_FAILED, channelId, detail);
    }

    static Rejected notFound(Bytes32 channelId) {
        return of(SessionProblem.CHANNEL_NOT_FOUND, channelId, "There is no such channel here. Open one.");
    }

    static Rejected over(Bytes32 channelId) {
        return of(
                SessionProblem.CHANNEL_FINALIZED,
                channelId,
                "The channel is closed, or being closed. Open another one.");
    }

    static Rejected exceedsDeposit(Bytes32 channelId, BigInteger deposit) {
        return of(
                SessionProblem.AMOUNT_EXCEEDS_DEPOSIT,
                channelId,
                "The voucher is for more than the " + deposit + " that were put into the channel. Put more in first.");
    }

    static Rejected insufficient(SessionAccount account, Bytes32 channelId, BigInteger price) {
        BigInteger missing = price.subtract(account.available());
        return new Rejected(Problem.of(
                        SessionProblem.INSUFFICIENT_BALANCE,
                        "The vouchers leave " + account.available() + " to be spent, and " + price
                                + " are needed. Send a voucher for " + missing + " more.")
                .with(members(channelId)
                        .put("requiredTopUp", missing.toString())
                        .build()));
    }

    /** For the older contract, which can give the payee only all that a voucher is for. */
    static Rejected inexact(Bytes32 channelId, BigInteger capture) {
        return new Rejected(Problem.of(
                        ProblemType.VERIFICATION_FAILED,
                        "The contract of the channel gives all that a voucher is for. To close the channel, sign one for exactly"
                                + " the " + capture + " that were spent.")
                .with(members(channelId)
                        .put("requiredCumulative", capture.toString())
                        .build()));
    }

    static Rejected tooFarAhead(Bytes32 channelId, BigInteger most) {
        return verificationFailed(
                channelId,
                "The contract of the channel gives all that a voucher is for, so vouchers can't be for more than "
                        + most + " beyond what is spent.");
    }

    static Rejected tooManyUnknown(Bytes32 channelId) {
        return of(
                ProblemType.TOO_MANY_REQUESTS,
                channelId,
                "Too many channels that aren't known here were asked for. Wait a second.");
    }

    static Rejected tooMany(Bytes32 channelId) {
        return of(
                ProblemType.TOO_MANY_REQUESTS,
                channelId,
                "Too many vouchers of this channel weren't signed as they should be. Wait a second.");
    }
}
