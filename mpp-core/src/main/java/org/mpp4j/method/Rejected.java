package org.mpp4j.method;

import java.util.Objects;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/**
 * The credential doesn't pay for this. As a {@link Settlement} it also says that no later attempt with this credential can
 * succeed; as long as one could, the outcome is {@link Settlement.Unknown}.
 *
 * @param problem what the client is told; status 402 comes with a fresh challenge, any other without
 * @since 0.1
 */
public record Rejected(Problem problem) implements Verification, Settlement, SessionOutcome {

    /**
     * Checks the part.
     *
     * @param problem what the client is told; status 402 comes with a fresh challenge, any other without
     */
    public Rejected {
        Objects.requireNonNull(problem, "problem");
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
