package org.mpp4j.lightning.internal.session;

import java.util.Map;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/** The kinds of problems that draft-lightning-session defines (section "Error Responses"). */
public final class SessionProblems {

    static final ProblemType MALFORMED_CREDENTIAL = type("malformed-credential", "Malformed Credential");
    static final ProblemType UNKNOWN_CHALLENGE = type("unknown-challenge", "Unknown Challenge");
    static final ProblemType INVALID_PREIMAGE = type("invalid-preimage", "Invalid Preimage");
    static final ProblemType SESSION_NOT_FOUND = type("session-not-found", "Session Not Found");
    static final ProblemType SESSION_CLOSED = type("session-closed", "Session Closed");
    static final ProblemType INSUFFICIENT_BALANCE = type("insufficient-balance", "Insufficient Balance");
    static final ProblemType CHALLENGE_EXPIRED = type("challenge-expired", "Challenge Expired");
    static final ProblemType INVALID_RETURN_INVOICE = type("invalid-return-invoice", "Invalid Return Invoice");

    private static final Map<ProblemType, ProblemType> OWN = Map.of(
            ProblemType.INVALID_CHALLENGE, UNKNOWN_CHALLENGE,
            ProblemType.PAYMENT_EXPIRED, CHALLENGE_EXPIRED,
            ProblemType.INVALID_PAYLOAD, MALFORMED_CREDENTIAL);

    private SessionProblems() {}

    private static ProblemType type(String name, String title) {
        return ProblemType.of("lightning/" + name, title, 402);
    }

    /** What the specification calls a problem of the protocol. */
    public static ProblemType named(ProblemType general) {
        return OWN.getOrDefault(general, general);
    }

    public static Rejected malformed(String detail) {
        return rejected(MALFORMED_CREDENTIAL, detail);
    }

    static Rejected usedUp() {
        return rejected(UNKNOWN_CHALLENGE, "The challenge or its deposit was used before.");
    }

    public static Rejected wrongPreimage() {
        return rejected(INVALID_PREIMAGE, "The preimage is not the one that the deposit was paid for.");
    }

    static Rejected notFound() {
        return rejected(SESSION_NOT_FOUND, "There is no session of this id. Open one.");
    }

    static Rejected closed() {
        return rejected(SESSION_CLOSED, "The session is closed. Open another one.");
    }

    static Rejected expired() {
        return rejected(CHALLENGE_EXPIRED, "The challenge has expired. Get another one before you pay.");
    }

    static Rejected neverPaid() {
        return rejected(CHALLENGE_EXPIRED, "The deposit invoice expired, and was never paid.");
    }

    static Rejected insufficient(String balance, String cost, String missing) {
        Problem problem = Problem.of(
                INSUFFICIENT_BALANCE, "The session has " + balance + " sat left, and " + cost + " sat is needed.");
        return new Rejected(
                problem.with(JsonObject.builder().put("requiredTopUp", missing).build()));
    }

    static Rejected invalidReturnInvoice(String detail) {
        return rejected(INVALID_RETURN_INVOICE, detail);
    }

    static Rejected rejected(ProblemType type, String detail) {
        return new Rejected(Problem.of(type, detail));
    }
}
