package org.mpp4j.lightning;

import java.util.Map;
import org.mpp4j.protocol.ProblemType;

/** The kinds of problems that draft-lightning-charge defines (section "Error Responses"). */
final class LightningProblems {

    static final ProblemType MALFORMED_CREDENTIAL =
            ProblemType.of("lightning/malformed-credential", "Malformed Credential", 402);
    static final ProblemType UNKNOWN_CHALLENGE =
            ProblemType.of("lightning/unknown-challenge", "Unknown Challenge", 402);
    static final ProblemType INVALID_PREIMAGE = ProblemType.of("lightning/invalid-preimage", "Invalid Preimage", 402);
    static final ProblemType EXPIRED_INVOICE = ProblemType.of("lightning/expired-invoice", "Expired Invoice", 402);

    private static final Map<ProblemType, ProblemType> OWN = Map.of(
            ProblemType.INVALID_CHALLENGE, UNKNOWN_CHALLENGE,
            ProblemType.PAYMENT_EXPIRED, EXPIRED_INVOICE,
            ProblemType.INVALID_PAYLOAD, MALFORMED_CREDENTIAL);

    private LightningProblems() {}

    static ProblemType named(ProblemType general) {
        return OWN.getOrDefault(general, general);
    }
}
