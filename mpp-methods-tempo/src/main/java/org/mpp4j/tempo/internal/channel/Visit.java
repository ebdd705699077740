package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionChange;
import org.mpp4j.session.SessionVoice;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.NeedVoucher;
import org.mpp4j.tempo.internal.session.SessionReceipt;

/** One request with a credential of a channel: what it costs, and how it is told of the channel. */
final class Visit implements SessionVoice {

    private final ChannelRail rail;
    private final Challenge challenge;
    private final Bytes32 channelId;
    private final BigInteger price;
    private final @Nullable String unit;
    private final @Nullable Bytes32 transaction;

    private Visit(
            ChannelRail rail,
            Challenge challenge,
            Bytes32 channelId,
            BigInteger price,
            @Nullable String unit,
            @Nullable Bytes32 transaction) {
        this.rail = rail;
        this.challenge = challenge;
        this.channelId = channelId;
        this.price = price;
        this.unit = unit;
        this.transaction = transaction;
    }

    static Visit of(ChannelRail rail, PaymentAttempt attempt, Bytes32 channelId) {
        return new Visit(
                rail,
                attempt.challenge(),
                channelId,
                attempt.request().amount().baseUnits(),
                attempt.request().json().string("unitType").orElse(null),
                null);
    }

    /** With a transaction that was sent for it. */
    Visit with(@Nullable Bytes32 hash) {
        return new Visit(rail, challenge, channelId, price, unit, hash);
    }

    BigInteger price() {
        return price;
    }

    Challenge challenge() {
        return challenge;
    }

    /**
     * Lets the request in and charges for its first unit, if it is for the resource and there is enough.
     *
     * @param isChanged whether the account differs from what is stored, however this ends
     */
    SessionChange<SessionOutcome> enter(
            SessionAccount account, ChannelRecord record, boolean isChanged, boolean forResource) {
        if (forResource && account.available().compareTo(price) >= 0) {
            SessionAccount charged = rail.write(account.spend(price, 1), record);
            return SessionChange.to(
                    charged, new SessionOutcome.Admitted(rail.accounts().meter(charged, price, unit, true, this)));
        }
        SessionAccount next = isChanged ? rail.write(account, record) : account;
        SessionOutcome outcome = forResource
                ? Refusal.insufficient(next, channelId, price).ofSession(channelId.toString())
                : new SessionOutcome.Done(receipt(next.authorized(), next.spent(), Optional.empty()));
        return isChanged ? SessionChange.to(next, outcome) : SessionChange.none(outcome);
    }

    Receipt receipt(BigInteger accepted, BigInteger spent, Optional<Long> units) {
        return new SessionReceipt(
                        rail.clock().instant(), challenge.id(), channelId, accepted, spent, units, transaction)
                .receipt();
    }

    @Override
    public Receipt receipt(SessionAccount account, long units) {
        return receipt(account.authorized(), account.spent(), Optional.of(units));
    }

    @Override
    public NeedMore needMore(SessionAccount account, BigInteger cost) {
        BigInteger deposit = rail.read(account).chain().deposit();
        return new NeedMore(
                NeedVoucher.EVENT,
                new NeedVoucher(channelId, account.spent().add(cost), account.authorized(), deposit).json());
    }
}
