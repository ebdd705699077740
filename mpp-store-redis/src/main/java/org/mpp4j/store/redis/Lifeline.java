package org.mpp4j.store.redis;

import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection that has gone silent, so that a new one is made. A connection may be lost without either end being told,
 * by a firewall that forgot it or a proxy whose other side is gone; then it would take everything and answer nothing for ever.
 */
final class Lifeline implements NettyCustomizer {

    /** A connection, and when something last came over it; that it was made counts, too. */
    private static final class Line extends ChannelInboundHandlerAdapter {

        private final Channel channel;
        private volatile long heardAt = System.nanoTime();

        Line(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            heardAt = System.nanoTime();
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            heardAt = System.nanoTime();
            context.fireChannelRead(message);
        }
    }

    private volatile @Nullable Line latest;

    @Override
    public void afterChannelInitialized(Channel channel) {
        Line line = new Line(channel);
        channel.pipeline().addFirst(line);
        latest = line;
    }

    /**
     * Nothing came in time for a command.
     *
     * @param nanos when it was sent, by {@link System#nanoTime}
     */
    @SuppressWarnings("FutureReturnValueIgnored") // how it ends is for the client's own reconnecting to see
    void silentSince(long nanos) {
        Line line = latest;
        if (line != null && line.heardAt - nanos < 0) {
            line.channel.close();
        }
    }
}
