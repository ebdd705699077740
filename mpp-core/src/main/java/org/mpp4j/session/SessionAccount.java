package org.mpp4j.session;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import org.mpp4j.store.SessionRecord;

/**
 * The books of one session at one moment. What is authorized only grows, and what is spent never exceeds it. Immutable.
 *
 * @param id of the session, with its rail's name in front, such as {@code tempo:0x…}; at most 512 characters
 * @param status whether it can be charged
 * @param authorized by the client so far, in base units
 * @param spent of that, in base units
 * @param units that were charged for so far
 * @param detail the rail's own text, with the number of its format in it; at most 60,000 characters
 * @param dueAt when the rail has to look at the session; {@link Instant#MAX} for never
 * @since 0.1
 */
public record SessionAccount(
        String id, Status status, BigInteger authorized, BigInteger spent, long units, String detail, Instant dueAt) {

    /** Whether a session can be charged. */
    public enum Status {
        /** It can. */
        OPEN('O'),
        /** It can't any more: it is being closed, and what is owed is fixed. */
        CLOSING('C'),
        /** It is over. */
        CLOSED('X');

        private final char letter;

        Status(char letter) {
            this.letter = letter;
        }

        static Status of(char letter) {
            for (Status status : values()) {
                if (status.letter == letter) {
                    return status;
                }
            }
            throw new IllegalArgumentException("No status of a session is written " + letter);
        }
    }

    private static final char FORMAT = '1';
    private static final int RADIX = Character.MAX_RADIX;

    /**
     * Checks that the books agree.
     *
     * @param id of the session, with its rail's name in front
     * @param status whether it can be charged
     * @param authorized by the client so far, in base units
     * @param spent of that, in base units
     * @param units that were charged for so far
     * @param detail the rail's own text
     * @param dueAt when the rail has to look at the session
     */
    public SessionAccount {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(dueAt, "dueAt");
        if (spent.signum() < 0 || units < 0 || spent.compareTo(authorized) > 0) {
            throw new IllegalArgumentException("A session can't spend " + spent + " of " + authorized);
        }
    }

    /**
     * A session that begins.
     *
     * @param id with its rail's name in front
     * @param authorized in base units
     * @param detail the rail's own
     * @param dueAt when the rail has to look at it
     * @return open, with nothing spent
     */
    public static SessionAccount open(String id, BigInteger authorized, String detail, Instant dueAt) {
        return new SessionAccount(id, Status.OPEN, authorized, BigInteger.ZERO, 0, detail, dueAt);
    }

    /**
     * What can still be spent.
     *
     * @return base units
     */
    public BigInteger available() {
        return authorized.subtract(spent);
    }

    /**
     * Whether it can be charged.
     *
     * @return true until somebody begins to close it
     */
    public boolean isOpen() {
        return status == Status.OPEN;
    }

    /**
     * This session with more authorized.
     *
     * @param total in base units, no less than before
     * @return a copy
     */
    public SessionAccount authorize(BigInteger total) {
        if (total.compareTo(authorized) < 0) {
            throw new IllegalArgumentException("What is authorized only grows");
        }
        return new SessionAccount(id, status, total, spent, units, detail, dueAt);
    }

    /**
     * This session after a charge.
     *
     * @param cost in base units, at most what is available
     * @param charged units
     * @return a copy
     */
    public SessionAccount spend(BigInteger cost, long charged) {
        return new SessionAccount(
                id, status, authorized, spent.add(cost), Math.addExact(units, charged), detail, dueAt);
    }

    /**
     * This session after a charge was given back.
     *
     * @param cost in base units, at most what is spent
     * @param charged units
     * @return a copy
     */
    public SessionAccount giveBack(BigInteger cost, long charged) {
        return new SessionAccount(id, status, authorized, spent.subtract(cost), units - charged, detail, dueAt);
    }

    /**
     * This session in another status.
     *
     * @param next status
     * @return a copy
     */
    public SessionAccount in(Status next) {
        return new SessionAccount(id, next, authorized, spent, units, detail, dueAt);
    }

    /**
     * This session with another text of the rail's.
     *
     * @param text the rail's own
     * @return a copy
     */
    public SessionAccount withDetail(String text) {
        return new SessionAccount(id, status, authorized, spent, units, text, dueAt);
    }

    /**
     * This session to be looked at another time.
     *
     * @param time when
     * @return a copy
     */
    public SessionAccount dueAt(Instant time) {
        return new SessionAccount(id, status, authorized, spent, units, detail, time);
    }

    /** As it is kept: format, status, three numbers, and the rail's text to the end. */
    String write() {
        return new StringBuilder(detail.length() + 48)
                .append(FORMAT)
                .append(status.letter)
                .append(authorized.toString(RADIX))
                .append(' ')
                .append(spent.toString(RADIX))
                .append(' ')
                .append(Long.toString(units, RADIX))
                .append(' ')
                .append(detail)
                .toString();
    }

    /**
     * Reads what a store keeps.
     *
     * @param stored as it was written, by this version or an earlier one
     * @return the session
     * @throws IllegalArgumentException if it was written by a later version, or is none
     */
    public static SessionAccount read(SessionRecord stored) {
        String text = stored.value();
        if (text.length() < 2 || text.charAt(0) != FORMAT) {
            throw new IllegalArgumentException(
                    "The session record has a format of a later version of this library; update this instance");
        }
        int spent = text.indexOf(' ', 2) + 1;
        int units = text.indexOf(' ', spent) + 1;
        int detail = text.indexOf(' ', units) + 1;
        if (spent == 0 || units == 0 || detail == 0) {
            throw new IllegalArgumentException("The session record is damaged");
        }
        return new SessionAccount(
                stored.key(),
                Status.of(text.charAt(1)),
                new BigInteger(text.substring(2, spent - 1), RADIX),
                new BigInteger(text.substring(spent, units - 1), RADIX),
                Long.parseLong(text, units, detail - 1, RADIX),
                text.substring(detail),
                stored.dueAt());
    }

    /** The session's id and status, neither the money nor the rail's text. */
    @Override
    public String toString() {
        return "SessionAccount[" + id + " " + status + "]";
    }
}
