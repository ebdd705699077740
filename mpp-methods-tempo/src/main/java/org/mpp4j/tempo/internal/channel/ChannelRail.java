package org.mpp4j.tempo.internal.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelTerms;

/**
 * Where channels are, and where what is known of them is kept.
 *
 * @param terms of all of them
 * @param accounts of all of them
 * @param node what the chain is asked through
 * @param patience how long one action may take
 * @param clock where the time comes from
 * @param limits that hold for all of them
 */
public record ChannelRail(
        ChannelTerms terms,
        SessionAccounts accounts,
        TempoNode node,
        Duration patience,
        InstantSource clock,
        ChannelLimits limits) {

    /** What the ids of accounts begin with. */
    public static final String PREFIX = "tempo:";

    /** How much longer a channel in which nothing can be owed is left alone. */
    private static final int QUIET = 12;

    ChannelContract contract() {
        return terms.contract();
    }

    static String id(Bytes32 channelId) {
        return PREFIX + channelId;
    }

    static Bytes32 channelId(SessionAccount account) {
        return Bytes32.parse(account.id().substring(PREFIX.length()), "id of a channel");
    }

    ChannelRecord read(SessionAccount account) {
        return ChannelRecord.read(account, terms);
    }

    /** When somebody has to look at a channel again that was looked at, or opened, now. */
    Instant nextLook(SessionAccount account, ChannelRecord record) {
        boolean isQuiet =
                record.owed(account).signum() == 0 && account.available().signum() == 0;
        return clock.instant().plus(isQuiet ? limits.lookEvery().multipliedBy(QUIET) : limits.lookEvery());
    }

    /** The account with a new record. If something may be owed from now on, somebody looks at it in time. */
    SessionAccount write(SessionAccount account, ChannelRecord record) {
        SessionAccount next = account.withDetail(record.tidied(account).write());
        Instant look = clock.instant().plus(limits.lookEvery());
        return next.dueAt().isAfter(look) ? next.dueAt(look) : next;
    }
}
