package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes without blocking, from any thread, in order. A piece counts as written when the container has passed it on and takes
 * more. Callbacks run in the thread that found out, and never under the lock.
 */
final class StreamWriter implements WriteListener {

    private record Piece(byte[] bytes, Consumer<Boolean> done) {}

    private final ServletOutputStream out;
    private final Deque<Piece> queue = new ArrayDeque<>(); // guarded by itself, as everything here
    private final List<Piece> passedOn = new ArrayList<>();
    private boolean isPossible; // the container has said that it may be written, and not that it has to stop
    private boolean isUnflushed = true; // the header fields go out at once
    private boolean isBroken;
    private boolean isPumping;
    private @Nullable Runnable whenBroken;

    StreamWriter(ServletOutputStream out) {
        this.out = out;
    }

    /**
     * Begins.
     *
     * @param broken is told when the client can't be reached any more
     */
    void start(Runnable broken) {
        synchronized (queue) {
            whenBroken = broken;
        }
        out.setWriteListener(this);
    }

    /** Writes as soon as it is possible; what is empty is written at once. */
    void write(byte[] bytes, Consumer<Boolean> done) {
        synchronized (queue) {
            if (!isBroken) {
                queue.add(new Piece(bytes, done));
            }
        }
        if (isBroken()) {
            done.accept(false);
        } else {
            pump();
        }
    }

    private boolean isBroken() {
        synchronized (queue) {
            return isBroken;
        }
    }

    @Override
    public void onWritePossible() {
        synchronized (queue) {
            isPossible = true;
        }
        pump();
    }

    @Override
    public void onError(Throwable failure) {
        breakOff();
    }

    /** One thread at a time; a callback may write more, which the same thread goes on with. */
    private void pump() {
        while (true) {
            List<Piece> done;
            synchronized (queue) {
                if (isPumping || isBroken) {
                    return;
                }
                isPumping = true;
                try {
                    done = passOn();
                } catch (IOException | RuntimeException gone) {
                    isPumping = false;
                    done = null;
                }
            }
            if (done == null) {
                breakOff();
                return;
            }
            done.forEach(piece -> piece.done().accept(true));
            synchronized (queue) {
                isPumping = false;
                if (done.isEmpty() && (!isPossible || queue.isEmpty() && passedOn.isEmpty())) {
                    return;
                }
            }
        }
    }

    /** Passes on what the container takes; answers what is through. */
    private List<Piece> passOn() throws IOException {
        while (isPossible) {
            if (!out.isReady()) {
                isPossible = false; // it will call
                return List.of();
            }
            Piece piece = queue.poll();
            if (piece != null && piece.bytes().length > 0) {
                passedOn.add(piece);
                out.write(piece.bytes());
                isUnflushed = true;
            } else if (piece != null) {
                passedOn.add(piece);
            } else if (isUnflushed) {
                isUnflushed = false;
                out.flush();
            } else {
                List<Piece> done = List.copyOf(passedOn);
                passedOn.clear();
                return done;
            }
        }
        return List.of();
    }

    private void breakOff() {
        List<Piece> lost = new ArrayList<>();
        Runnable broken;
        synchronized (queue) {
            if (isBroken) {
                return;
            }
            isBroken = true;
            lost.addAll(passedOn);
            lost.addAll(queue);
            passedOn.clear();
            queue.clear();
            broken = whenBroken;
        }
        lost.forEach(piece -> piece.done().accept(false));
        if (broken != null) {
            broken.run();
        }
    }
}
