package org.mpp4j.tempo;

import java.math.BigInteger;

/**
 * Is told what becomes of the money in payment channels. Called by the threads that fetch it, so what takes long belongs elsewhere.
 * What it throws is logged and changes nothing. A listener may be told twice of the same, after a crash for example.
 *
 * @since 0.1
 */
public interface SessionListener {

    /**
     * A channel was opened.
     *
     * @param channelId of the channel
     * @param payer whose money is in it
     * @param deposit in base units
     */
    default void opened(String channelId, TempoAddress payer, BigInteger deposit) {}

    /**
     * Money came out of a channel, which stays open.
     *
     * @param channelId of the channel
     * @param amount in base units, what came
     * @param transaction its hash
     */
    default void settled(String channelId, BigInteger amount, String transaction) {}

    /**
     * A channel was closed.
     *
     * @param channelId of the channel
     * @param amount in base units, what came last; zero if all had come before
     * @param transaction its hash
     */
    default void closed(String channelId, BigInteger amount, String transaction) {}

    /**
     * A payer asked the chain for the end of a channel. What is owed is fetched now, while that can be done.
     *
     * @param channelId of the channel
     * @param owed in base units
     */
    default void closeRequested(String channelId, BigInteger owed) {}

    /**
     * Money couldn't be fetched. It is tried again.
     *
     * @param channelId of the channel
     * @param owed in base units
     */
    default void failed(String channelId, BigInteger owed) {}

    /**
     * A channel has ended on the chain, and somebody else than this server ended it.
     *
     * @param channelId of the channel
     * @param owed in base units, what was spent and hadn't been fetched as far as is known here; it may be lost
     */
    default void endedElsewhere(String channelId, BigInteger owed) {}
}
