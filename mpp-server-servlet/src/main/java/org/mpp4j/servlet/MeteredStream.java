package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.Charge;
import org.mpp4j.session.Meter;
import org.mpp4j.session.NeedMore;
import org.mpp4j.session.SessionOverException;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Pieces of an answer that are charged one after the other: first the charge, then the writing, then the next. It holds no
 * thread while it waits for the client to pay or to read.
 */
final class MeteredStream {

    /** How the answer speaks of money. What is empty isn't written. */
    interface Framing {

        byte[] needMore(NeedMore more);

        byte[] receipt(Receipt receipt);
    }

    static final byte[] NOTHING = {};

    private record Piece(byte[] bytes, long units, CompletableFuture<Boolean> sent) {}

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    private final Payment payment;
    private final @Nullable Meter meter;
    private final Duration patience;
    private final Framing framing;
    private final AsyncContext async;
    private final StreamWriter writer;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final Deque<Piece> waiting = new ArrayDeque<>(); // guarded by itself, as the flags are
    private byte[] farewell = NOTHING;
    private boolean isBusy;
    private boolean isEnding;
    private boolean isOver;

    private MeteredStream(
            Payment payment, Duration patience, Framing framing, AsyncContext async, StreamWriter writer) {
        this.payment = payment;
        this.meter = payment.isMetered() ? payment.meter() : null;
        this.patience = patience;
        this.framing = framing;
        this.async = async;
        this.writer = writer;
    }

    static void requireAsync(HttpServletRequest request) {
        if (!request.isAsyncSupported()) {
            throw new IllegalStateException("A metered stream needs asynchronous handling; set asyncSupported on the"
                    + " servlet, on the payment filter, and on all filters in front of it");
        }
    }

    static MeteredStream start(
            HttpServletRequest request,
            HttpServletResponse response,
            Payment payment,
            Duration patience,
            Framing framing) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0); // how long a client may let us wait is bounded here
        try {
            StreamWriter writer = new StreamWriter(response.getOutputStream());
            MeteredStream stream = new MeteredStream(payment, patience, framing, async, writer);
            writer.start(stream::clientIsGone);
            return stream;
        } catch (IOException gone) {
            async.complete();
            throw new UncheckedIOException(gone);
        }
    }

    CompletionStage<Void> over() {
        return over.minimalCompletionStage();
    }

    CompletionStage<Boolean> send(byte[] bytes, long units) {
        if (units < 0) {
            throw new IllegalArgumentException("A piece costs no unit or more, got " + units);
        }
        Piece piece = new Piece(bytes, units, new CompletableFuture<>());
        synchronized (waiting) {
            if (isOver || isEnding) {
                return CompletableFuture.completedFuture(false);
            }
            if (waiting.size() >= MeteredSse.MOST_WAITING) {
                throw new IllegalStateException("More than " + MeteredSse.MOST_WAITING
                        + " pieces wait to be sent; wait for the stage that send() answers");
            }
            waiting.add(piece);
            if (isBusy) {
                return piece.sent();
            }
            isBusy = true;
        }
        next();
        return piece.sent();
    }

    /** Ends when all that was sent is written: with the receipt, and then what is given here. */
    void end(byte[] last) {
        synchronized (waiting) {
            if (isOver || isEnding) {
                return;
            }
            isEnding = true;
            farewell = last;
            if (isBusy) {
                return; // whoever is busy finds out
            }
            isBusy = true;
        }
        next();
    }

    /** The next piece, or the end. Only who is busy comes here. */
    private void next() {
        Piece piece;
        synchronized (waiting) {
            if (isOver) {
                return;
            }
            piece = waiting.poll();
            if (piece == null && !isEnding) {
                isBusy = false;
                return;
            }
        }
        if (piece == null) {
            finish();
        } else if (meter == null || piece.units() == 0) {
            write(piece, null);
        } else {
            charge(meter, piece);
        }
    }

    private void charge(Meter counting, Piece piece) {
        try {
            Optional<Charge> charge = counting.charge(piece.units());
            if (charge.isPresent()) {
                write(piece, charge.get());
            } else {
                waitForMoney(counting, piece);
            }
        } catch (SessionOverException closed) {
            refuse(piece, NOTHING);
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.ERROR, "A metered stream ends, it can''t be charged for: {0}", unavailable.getMessage());
            refuse(piece, NOTHING);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A metered stream ends, charging for it failed", bug);
            refuse(piece, NOTHING);
        }
    }

    private void waitForMoney(Meter counting, Piece piece) {
        counting.chargeWhenAuthorized(piece.units(), patience, this::tell).whenComplete((charge, failure) -> {
            if (failure == null && charge.isPresent()) {
                write(piece, charge.get());
            } else {
                refuse(piece, failure == null ? timedOut(counting, piece) : NOTHING);
            }
        });
    }

    private void tell(NeedMore more) {
        byte[] notice = framing.needMore(more);
        if (notice.length > 0) {
            writer.write(notice, written -> {});
        }
    }

    private byte[] timedOut(Meter counting, Piece piece) {
        try {
            return counting.timedOut(piece.units()).map(framing::needMore).orElse(NOTHING);
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "A metered stream ends without saying why", bug);
            return NOTHING;
        }
    }

    private void write(Piece piece, @Nullable Charge charge) {
        writer.write(piece.bytes(), isWritten -> {
            if (!isWritten && charge != null) {
                giveBack(charge);
            }
            piece.sent().complete(isWritten);
            if (isWritten) {
                next();
            }
        });
    }

    private static void giveBack(Charge charge) {
        try {
            charge.undo();
        } catch (StoreUnavailableException unavailable) {
            LOG.log(
                    Level.ERROR,
                    "What was charged and not delivered can''t be given back, the session keeps it: {0}",
                    unavailable.getMessage());
        }
    }

    /** Nothing more is paid for: the stream ends where it is. */
    private void refuse(Piece piece, byte[] lastWords) {
        synchronized (waiting) {
            isEnding = true;
            farewell = lastWords;
        }
        piece.sent().complete(false);
        abandonWaiting();
        finish();
    }

    private void finish() {
        byte[] receipt = framing.receipt(payment.receipt());
        byte[] last = Arrays.copyOf(receipt, receipt.length + farewell.length);
        System.arraycopy(farewell, 0, last, receipt.length, farewell.length);
        writer.write(last, isWritten -> close());
    }

    private void clientIsGone() {
        close();
    }

    private void close() {
        synchronized (waiting) {
            if (isOver) {
                return;
            }
            isOver = true;
        }
        abandonWaiting();
        try {
            async.complete();
        } catch (RuntimeException alreadyComplete) {
            LOG.log(Level.DEBUG, "A metered stream was completed by the container: {0}", alreadyComplete.getMessage());
        }
        over.complete(null);
    }

    private void abandonWaiting() {
        while (true) {
            Piece piece;
            synchronized (waiting) {
                piece = waiting.poll();
            }
            if (piece == null) {
                return;
            }
            piece.sent().complete(false);
        }
    }
}
