package org.mpp4j.tempo;

import java.time.Duration;
import org.mpp4j.method.ConfigurationException;

/** What some settings of a {@link TempoSession} have to be between. */
final class SessionBounds {

    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(100);
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(2);
    private static final Duration LONGEST_STATE_AGE = Duration.ofMinutes(5);

    private SessionBounds() {}

    static void requireApart(TempoAddress recipient, TempoAddress token) {
        if (recipient.equals(token)) {
            throw new ConfigurationException("The recipient of TempoSession is the token " + token
                    + " itself, where payments would be lost; set recipient to the account to be paid");
        }
    }

    static void require(Duration deadline, Duration stateAge, int badVouchersPerSecond) {
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new ConfigurationException("The deadline of TempoSession is " + deadline + "; set it from "
                    + SHORTEST_DEADLINE + " to " + LONGEST_DEADLINE);
        }
        if (stateAge.isNegative() || stateAge.compareTo(LONGEST_STATE_AGE) > 0) {
            throw new ConfigurationException("The chainStateAge of TempoSession is " + stateAge
                    + "; set it to no more than " + LONGEST_STATE_AGE);
        }
        if (badVouchersPerSecond < 1 || badVouchersPerSecond > 1000) {
            throw new ConfigurationException("The badVouchersPerSecond of TempoSession are " + badVouchersPerSecond
                    + "; set them from 1 to 1000");
        }
    }
}
