package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.tx.TokenCall;

/**
 * One of the transfers that pay for a challenge.
 *
 * @param recipient who gets it
 * @param amount in base units, exactly
 * @param memo that it has to have
 */
record ExpectedTransfer(TempoAddress recipient, BigInteger amount, MemoRule memo) {

    boolean isMetBy(TokenCall.Transfer transfer) {
        return transfer.to().equals(recipient) && transfer.amount().equals(amount) && memo.allows(transfer.memo());
    }
}
