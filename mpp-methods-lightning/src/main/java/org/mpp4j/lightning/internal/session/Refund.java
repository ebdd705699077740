package org.mpp4j.lightning.internal.session;

import java.time.Duration;
import java.time.Instant;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/**
 * What became of the money that a session has left, as it is kept.
 *
 * @param satoshi what is owed, fixed when the session began to close
 * @param closedBy the id of the challenge of the credential that closed it; empty if the server did
 * @param state where it stands
 * @param tries how often the node was or may have been asked to pay
 * @param told what the client was answered, so that it is answered the same again; empty if nothing yet
 * @param sentAt when the node was first asked to pay, in seconds since 1970; 0 if that wasn't noted, as in earlier versions
 * @param isReported whether somebody was told that it takes too long
 */
record Refund(long satoshi, String closedBy, State state, int tries, String told, long sentAt, boolean isReported) {

    static final String SUCCEEDED = "succeeded";
    static final String FAILED = "failed";
    static final String SKIPPED = "skipped";

    /** The letters are kept in stores. */
    enum State {
        /** The node may have been asked to pay. Whoever wants to ask it again has to find out first that nothing was sent. */
        SENDING("S"),
        /** Nothing was sent, and it will be tried again. */
        OWED("O"),
        /** Paid. */
        PAID("P"),
        /** Nothing was sent, and it won't be tried again. */
        FAILED("F"),
        /** Nobody can tell whether it was paid, so it won't be tried again. */
        UNCLEAR("U"),
        /** There was nothing to pay. */
        NONE("N");

        private final String letter;

        State(String letter) {
            this.letter = letter;
        }

        static State of(String letter) {
            for (State state : values()) {
                if (state.letter.equals(letter)) {
                    return state;
                }
            }
            throw new ProtocolException("No refund is in the state " + letter);
        }

        boolean isOver() {
            return this != SENDING && this != OWED;
        }
    }

    /** One that is sent for the first time. */
    static Refund sending(long satoshi, String closedBy, Instant now) {
        return new Refund(satoshi, closedBy, State.SENDING, 1, "", now.getEpochSecond(), false);
    }

    /** Nothing was left. */
    static Refund none(String closedBy) {
        return new Refund(0, closedBy, State.NONE, 0, SKIPPED, 0, false);
    }

    Refund in(State next) {
        return new Refund(satoshi, closedBy, next, tries, told, sentAt, isReported);
    }

    Refund oneMoreTry() {
        return new Refund(satoshi, closedBy, State.SENDING, tries + 1, told, sentAt, isReported);
    }

    /** The first answer stands, whatever comes later. */
    Refund telling(String status) {
        return told.isEmpty() ? new Refund(satoshi, closedBy, state, tries, status, sentAt, isReported) : this;
    }

    /** With a time since when it is sent, which is now if no other is known. */
    Refund sentSince(Instant now) {
        return sentAt != 0 ? this : new Refund(satoshi, closedBy, state, tries, told, now.getEpochSecond(), isReported);
    }

    Refund reported() {
        return new Refund(satoshi, closedBy, state, tries, told, sentAt, true);
    }

    /** Whether it has been on its way for so long. */
    boolean isOnItsWayFor(Duration time, Instant now) {
        return sentAt != 0 && !now.isBefore(Instant.ofEpochSecond(sentAt).plus(time));
    }

    JsonObject write() {
        return JsonObject.builder()
                .put("sat", satoshi)
                .put("by", closedBy)
                .put("state", state.letter)
                .put("tries", tries)
                .put("told", told)
                .put("since", sentAt)
                .put("reported", isReported)
                .build();
    }

    static Refund read(JsonObject json) {
        return new Refund(
                json.integer("sat").orElseThrow(),
                json.requireString("by"),
                State.of(json.requireString("state")),
                (int) json.integer("tries").orElseThrow(),
                json.requireString("told"),
                json.integer("since").orElse(0),
                json.bool("reported").orElse(false));
    }
}
