package org.mpp4j.protocol;

import java.net.URI;
import java.util.Objects;

/**
 * A kind of problem, in the terms of RFC 9457: its type URI, title and HTTP status. The constants are those of the core
 * protocol (draft-httpauth-payment section "Error Codes") and the few this server adds; payment methods have their own.
 *
 * @param uri identifies the kind
 * @param title the same for every problem of this kind
 * @param status 402 where a new payment can mend it, otherwise the status that fits
 * @param comesWithChallenge whether a fresh challenge goes along, as it does with each 402: the way on is to pay anew
 * @since 0.1
 */
public record ProblemType(URI uri, String title, int status, boolean comesWithChallenge) {

    /** Where the specifications define their problem types. */
    public static final String BASE = "https://paymentauth.org/problems/";

    private static final int PAYMENT_REQUIRED_STATUS = 402;

    /** The resource has a price, and nobody paid yet. */
    public static final ProblemType PAYMENT_REQUIRED = of("payment-required", "Payment Required", 402);
    /** Too little was paid. */
    public static final ProblemType PAYMENT_INSUFFICIENT = of("payment-insufficient", "Payment Insufficient", 402);
    /** The challenge, or the authorization to pay, is too old. */
    public static final ProblemType PAYMENT_EXPIRED = of("payment-expired", "Payment Expired", 402);
    /** The proof of payment doesn't hold. */
    public static final ProblemType VERIFICATION_FAILED = of("verification-failed", "Verification Failed", 402);
    /** The credential isn't base64url of the JSON it should be. */
    public static final ProblemType MALFORMED_CREDENTIAL = of("malformed-credential", "Malformed Credential", 402);
    /** The challenge wasn't issued here, not for this, or was used before. */
    public static final ProblemType INVALID_CHALLENGE = of("invalid-challenge", "Invalid Challenge", 402);
    /** The payload isn't what the payment method defines. */
    public static final ProblemType INVALID_PAYLOAD = of("invalid-payload", "Invalid Payload", 402);
    /** The resource isn't sold through this payment method. */
    public static final ProblemType METHOD_UNSUPPORTED = of("method-unsupported", "Method Unsupported", 400);
    /** The request itself is wrong. */
    public static final ProblemType BAD_REQUEST = of("bad-request", "Bad Request", 400);
    /** Paid, but refused by a policy of the server. */
    public static final ProblemType ACCESS_DENIED = of("access-denied", "Access Denied", 403);
    /** Challenges and credentials don't travel over plain HTTP. */
    public static final ProblemType TLS_REQUIRED = of("tls-required", "TLS Required", 403);
    /** The same challenge is being paid by another request at this moment. */
    public static final ProblemType PAYMENT_IN_PROGRESS = of("payment-in-progress", "Payment In Progress", 409);
    /** The body is longer than this server takes for a paid request. */
    public static final ProblemType CONTENT_TOO_LARGE = of("content-too-large", "Content Too Large", 413);
    /** The idempotency key, or the credential, came with another request before. */
    public static final ProblemType IDEMPOTENCY_KEY_REUSED =
            of("idempotency-key-reused", "Idempotency Key Reused", 422);
    /** This client asks for more challenges than its share, and has to wait. */
    public static final ProblemType TOO_MANY_REQUESTS = of("too-many-requests", "Too Many Requests", 429);
    /** The server can't tell what the request costs, so nobody gets in. */
    public static final ProblemType INTERNAL_ERROR = of("internal-payment-error", "Internal Payment Error", 500);
    /** Whether the payment went through isn't known yet; the same credential settles it later. */
    public static final ProblemType OUTCOME_UNKNOWN = of("payment-outcome-unknown", "Payment Outcome Unknown", 503);
    /** Payment can't be taken at this moment. Nothing was attempted. */
    public static final ProblemType PAYMENT_UNAVAILABLE = of("payment-unavailable", "Payment Unavailable", 503);

    /**
     * Checks the parts.
     *
     * @param uri identifies the kind
     * @param title the same for every problem of this kind
     * @param status 402 where a new payment can mend it, otherwise the status that fits
     * @param comesWithChallenge whether a fresh challenge goes along; true for 402
     */
    public ProblemType {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(title, "title");
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("A problem has a status from 400 to 599, got " + status);
        }
        if (status == PAYMENT_REQUIRED_STATUS && !comesWithChallenge) {
            throw new IllegalArgumentException("A 402 comes with a challenge");
        }
    }

    /**
     * A kind of problem below {@link #BASE}.
     *
     * @param path for example {@code lightning/unknown-challenge}
     * @param title the same for every problem of this kind
     * @param status an HTTP error status
     * @return the kind
     */
    public static ProblemType of(String path, String title, int status) {
        return new ProblemType(URI.create(BASE + path), title, status, status == PAYMENT_REQUIRED_STATUS);
    }

    /**
     * This kind, with a fresh challenge although its status isn't 402: what was paid with is gone, and something new has to be.
     *
     * @return a copy
     */
    public ProblemType withChallenge() {
        return new ProblemType(uri, title, status, true);
    }
}
