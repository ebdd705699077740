package org.mpp4j.tempo.internal.channel;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * What the chain says of channels, remembered for a moment so that not every voucher needs a question. Of channels that are in
 * use only; those at rest cost nothing here. Thread-safe.
 */
final class ChainWatch {

    static final int MOST_REMEMBERED = 50_000;
    private static final int LOOKED_AT = 16;

    /** What the chain said, when that was, the voucher that was found good last, and the channel as it came with that. */
    private record Seen(
            ChannelState state,
            Instant at,
            @Nullable Voucher good,
            @Nullable ChannelDescriptor channel) {}

    private final ChannelContract contract;
    private final TempoNode node;
    private final Duration age;
    private final InstantSource clock;
    private final ConcurrentMap<Bytes32, Seen> seen = new ConcurrentHashMap<>();
    private final ConcurrentMap<Bytes32, CompletableFuture<Optional<ChannelState>>> asked = new ConcurrentHashMap<>();

    ChainWatch(ChannelContract contract, TempoNode node, Duration age, InstantSource clock) {
        this.contract = contract;
        this.node = node;
        this.age = age;
        this.clock = clock;
    }

    /** What the chain said a moment ago, if it was asked then. */
    Optional<ChannelState> recent(Bytes32 channelId) {
        Seen last = seen.get(channelId);
        return last == null || isOld(last) ? Optional.empty() : Optional.of(last.state());
    }

    private boolean isOld(Seen last) {
        return !clock.instant().isBefore(last.at().plus(age));
    }

    /** Asks the chain, once for all who want to know it at the same time. Empty if the node doesn't say. */
    Optional<ChannelState> ask(Bytes32 channelId, Duration patience) {
        CompletableFuture<Optional<ChannelState>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<ChannelState>> theirs = asked.putIfAbsent(channelId, mine);
        if (theirs != null) {
            return await(theirs, patience);
        }
        Optional<ChannelState> answer = Optional.empty();
        try {
            answer = askNow(channelId, patience);
        } finally {
            asked.remove(channelId);
            mine.complete(answer);
        }
        return answer;
    }

    /** Asks the chain, whoever else does. */
    Optional<ChannelState> askNow(Bytes32 channelId, Duration patience) {
        Instant before = clock.instant();
        try {
            Optional<ChannelState> state = node.read(
                            contract.address(), contract.abi().state(channelId), patience)
                    .map(contract.abi()::readState);
            state.ifPresent(told -> remember(channelId, told, before));
            return state;
        } catch (ProtocolException senseless) {
            return Optional.empty();
        }
    }

    private static Optional<ChannelState> await(CompletableFuture<Optional<ChannelState>> answer, Duration patience) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (TimeoutException | ExecutionException failed) {
            return Optional.empty();
        }
    }

    void remember(Bytes32 channelId, ChannelState state, Instant at) {
        if (!state.exists()) {
            seen.remove(channelId);
            return;
        }
        seen.compute(
                channelId,
                (id, last) -> last != null && last.at().isAfter(at)
                        ? last
                        : new Seen(state, at, last == null ? null : last.good(), last == null ? null : last.channel()));
        if (seen.size() > MOST_REMEMBERED) {
            forgetSome();
        }
    }

    /** The iterator begins at one end; whatever is old there makes room, and if nothing is, whatever is there. */
    private void forgetSome() {
        Iterator<Seen> some = seen.values().iterator();
        for (int i = 0; i < LOOKED_AT && some.hasNext(); i++) {
            if (isOld(some.next()) || seen.size() > 2 * MOST_REMEMBERED) {
                some.remove();
            }
        }
    }

    void forget(Bytes32 channelId) {
        seen.remove(channelId);
    }

    /** Whether this very voucher was found good last, to the last bit of its signature. */
    boolean isGood(Voucher voucher) {
        Seen last = seen.get(voucher.channelId());
        return last != null && voucher.equals(last.good());
    }

    /** Whether a channel came just like this with the voucher that was found good last. */
    boolean isGood(Bytes32 channelId, ChannelDescriptor channel) {
        Seen last = seen.get(channelId);
        return last != null && channel.equals(last.channel());
    }

    /** The same channel, if it came with the voucher that was found good last: of that, texts and hashes are made already. */
    ChannelDescriptor known(Bytes32 channelId, ChannelDescriptor said) {
        Seen last = seen.get(channelId);
        return last != null && last.channel() != null && last.channel().equals(said) ? last.channel() : said;
    }

    void good(Voucher voucher) {
        seen.computeIfPresent(
                voucher.channelId(), (id, last) -> new Seen(last.state(), last.at(), voucher, last.channel()));
    }

    /** A good voucher, and a channel that was found to be the one of its id and of these terms. */
    void good(Voucher voucher, ChannelDescriptor channel) {
        seen.computeIfPresent(voucher.channelId(), (id, last) -> new Seen(last.state(), last.at(), voucher, channel));
    }

    int size() {
        return seen.size();
    }
}
