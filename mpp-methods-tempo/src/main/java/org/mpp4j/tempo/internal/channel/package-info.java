/**
 * The server's side of payment channels: what it remembers of each, what the chain says of them, and what credentials and the
 * passing of time change. How things look on the wire is in {@link org.mpp4j.tempo.internal.session}. Not exported.
 *
 * <p>A credential is one of {@link org.mpp4j.tempo.internal.channel.ChannelActions}; money is fetched by
 * {@link org.mpp4j.tempo.internal.channel.Cashier}, on request or when {@link org.mpp4j.tempo.internal.channel.Rounds} find that it is
 * time.
 */
@NullMarked
package org.mpp4j.tempo.internal.channel;

import org.jspecify.annotations.NullMarked;
