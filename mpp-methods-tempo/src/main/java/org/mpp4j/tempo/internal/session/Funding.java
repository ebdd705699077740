package org.mpp4j.tempo.internal.session;

import java.math.BigInteger;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** What {@link FundingRules} find a transaction to be that puts money into a channel. */
public sealed interface Funding {

    /**
     * It does that, and nothing else. Whether its fees are within limits, and whether an access key that has signed it may, is
     * yet to be seen.
     *
     * @param transaction in the form that the node hashes
     * @param signer whose it is
     * @param channelId of the channel
     * @param voucherSigner whose signature vouchers of the channel need
     * @param deposit in base units, what is put in
     * @param purchases whether it buys that at the exchange before
     */
    record Accepted(
            TempoTransaction transaction,
            Signer signer,
            Bytes32 channelId,
            TempoAddress voucherSigner,
            BigInteger deposit,
            boolean purchases)
            implements Funding {

        /** Whether somebody else is to pay its fees. */
        public boolean wantsFeePayer() {
            return transaction.feePayer() instanceof FeePayerSignature.Wanted;
        }
    }

    /**
     * It isn't to be sent.
     *
     * @param reason for the client
     */
    record Refused(String reason) implements Funding {}
}
