package org.mpp4j.store.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Sends scripts and waits for what they give, no longer than the timeout. Nothing is sent twice from here, except what Redis
 * says it hasn't run.
 */
final class RedisLink {

    private static final List<String> KINDS = List.of(
            "OOM",
            "READONLY",
            "MISCONF",
            "NOREPLICAS",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "LOADING",
            "BUSY",
            "NOAUTH",
            "NOPERM",
            "WRONGTYPE",
            "CROSSSLOT",
            "MOVED");

    private final StatefulConnection<byte[], byte[]> connection;
    private final LongConsumer onSilence;
    private final Duration timeout;
    private final @Nullable InstantSource clock;

    /**
     * A link over a connection.
     *
     * @param onSilence is told since when a command waited in vain, by {@link System#nanoTime}
     * @param clock that counts; null if Redis' own does
     */
    RedisLink(
            StatefulConnection<?, ?> connection,
            LongConsumer onSilence,
            Duration timeout,
            @Nullable InstantSource clock) {
        this.connection = ofBytes(connection);
        this.onSilence = onSilence;
        this.timeout = timeout;
        this.clock = clock;
    }

    @SuppressWarnings("unchecked") // commands bring their own codec, so that of the connection isn't used
    private static StatefulConnection<byte[], byte[]> ofBytes(StatefulConnection<?, ?> connection) {
        return (StatefulConnection<byte[], byte[]>) connection;
    }

    /** Whether the keys of a script have to be in one slot. */
    boolean isCluster() {
        return connection instanceof StatefulRedisClusterConnection;
    }

    Reply call(Call call) {
        return callAll(List.of(call)).get(0);
    }

    /** All at once, in one flight. If one fails, the others may have been done. */
    List<Reply> callAll(List<Call> calls) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String now = clock == null ? "" : Long.toString(Millis.cutOff(clock.instant()));
        List<AsyncCommand<byte[], byte[], List<Object>>> sent = calls.stream()
                .map(call -> command(CommandType.EVALSHA, call.script().digest(), call, now))
                .toList();
        dispatch(sent);
        List<Reply> replies = new ArrayList<>(calls.size());
        StoreUnavailableException failure = null;
        for (int i = 0; i < calls.size(); i++) {
            try {
                replies.add(await(sent.get(i), calls.get(i), now, deadline));
            } catch (StoreUnavailableException unavailable) {
                failure = failure == null ? unavailable : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return replies;
    }

    private Reply await(AsyncCommand<byte[], byte[], List<Object>> sent, Call call, String now, long deadline) {
        try {
            return Reply.of(result(sent, deadline));
        } catch (RedisNoScriptException neverSeen) {
            return Reply.of(result(send(CommandType.EVAL, call.script().text(), call, now), deadline));
        }
    }

    private AsyncCommand<byte[], byte[], List<Object>> send(CommandType type, byte[] script, Call call, String now) {
        AsyncCommand<byte[], byte[], List<Object>> command = command(type, script, call, now);
        dispatch(List.of(command));
        return command;
    }

    private static AsyncCommand<byte[], byte[], List<Object>> command(
            CommandType type, byte[] script, Call call, String now) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(script)
                .add(call.keys().size())
                .addKeys(call.keys())
                .add(now.getBytes(StandardCharsets.US_ASCII));
        call.arguments().forEach(args::add);
        return new AsyncCommand<>(new Command<>(type, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE), args));
    }

    /** Many leave with one write to the socket. */
    private void dispatch(List<AsyncCommand<byte[], byte[], List<Object>>> commands) {
        try {
            if (commands.size() == 1) {
                connection.dispatch(commands.get(0));
            } else if (!commands.isEmpty()) {
                connection.dispatch(commands);
            }
        } catch (RedisException | IllegalStateException | RejectedExecutionException closed) {
            commands.forEach(command -> command.completeExceptionally(closed));
        }
    }

    private List<@Nullable Object> result(AsyncCommand<byte[], byte[], List<Object>> sent, long deadline) {
        try {
            return waitFor(sent, deadline);
        } catch (TimeoutException late) {
            // What hasn't left yet must not be sent when nobody waits for it any more.
            sent.cancel(true);
            onSilence.accept(deadline - timeout.toNanos());
            throw new StoreUnavailableException("Redis didn't answer within " + timeout.toMillis() + " ms", late);
        } catch (CancellationException cut) {
            throw new StoreUnavailableException("The connection to Redis was lost before the answer came", cut);
        } catch (ExecutionException failed) {
            throw explained(failed);
        }
    }

    /** Being interrupted doesn't end the wait, which is short: the command may carry the questions of other threads, too. */
    private static <T> T waitFor(AsyncCommand<byte[], byte[], T> sent, long deadline)
            throws ExecutionException, TimeoutException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return sent.get(Math.max(deadline - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
                } catch (InterruptedException stopped) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException explained(ExecutionException failed) {
        Throwable cause = failed.getCause();
        if (cause instanceof RedisNoScriptException neverSeen) {
            return neverSeen;
        }
        if (cause instanceof RedisCommandExecutionException refused) {
            return new StoreUnavailableException("Redis refused a command: " + kindOf(refused));
        }
        return new StoreUnavailableException("Redis can't be reached", cause == null ? failed : cause);
    }

    /** Which of the errors that say something to an operator it is. The text itself may quote keys and values. */
    private static String kindOf(RedisCommandExecutionException refused) {
        String text = String.valueOf(refused.getMessage());
        return KINDS.stream()
                .filter(kind -> text.startsWith(kind) || text.contains(" -" + kind + " "))
                .findFirst()
                .orElse("ERR");
    }
}
