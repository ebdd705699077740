package org.mpp4j.method;

import java.util.Objects;
import java.util.Optional;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/**
 * The credential doesn't pay for this. As a {@link Settlement} it also says that no later attempt with this credential can
 * succeed; as long as one could, the outcome is {@link Settlement.Unknown}.
 *
 * @param problem what the client is told, with a fresh challenge if its {@linkplain ProblemType#comesWithChallenge type} says so
 * @param session the session whose own credential this is, for the method to be told of when it makes that challenge
 *     ({@link Inquiry#session}); empty if that isn't proven, or there is nothing to say
 * @since 0.1
 */
public record Rejected(Problem problem, Optional<String> session) implements Verification, Settlement, SessionOutcome {

    /**
     * Checks the parts.
     *
     * @param problem what the client is told
     * @param session the session whose own credential this is
     */
    public Rejected {
        Objects.requireNonNull(problem, "problem");
        Objects.requireNonNull(session, "session");
    }

    /**
     * A rejection of whatever it is.
     *
     * @param problem what the client is told
     */
    public Rejected(Problem problem) {
        this(problem, Optional.empty());
    }

    /**
     * This rejection of a credential that certainly comes from the holder of a session.
     *
     * @param id of the session, as the method calls it
     * @return a copy
     */
    public Rejected ofSession(String id) {
        return new Rejected(problem, Optional.of(id));
    }

    /**
     * A proof that doesn't hold.
     *
     * @param detail what is wrong with it, for the client
     * @return a rejection with status 402
     */
    public static Rejected verificationFailed(String detail) {
        return new Rejected(Problem.of(ProblemType.VERIFICATION_FAILED, detail));
    }

    /**
     * A payload of the wrong form.
     *
     * @param detail what is wrong with it, for the client
     * @return a rejection with status 402
     */
    public static Rejected invalidPayload(String detail) {
        return new Rejected(Problem.of(ProblemType.INVALID_PAYLOAD, detail));
    }
}
