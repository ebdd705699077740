package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.gate.ChallengeCheck.Standing;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.store.StoredAnswer;

/**
 * Lets a request in when it has been paid for. This is the whole protocol, in this order: parse the credential, check that
 * its challenge is authentic, compare it with what the route offers now, check that it is in time and for this body, verify
 * the proof, claim what may be used only once, settle (draft-httpauth-payment, sections "Challenge Binding", "Replay
 * Protection" and "Concurrent Request Handling").
 *
 * <p>Of any number of requests with one credential, one is let in. Whatever can't be decided lets nobody in.
 *
 * <p>{@link #admit} blocks while the payment method settles. Thread-safe.
 *
 * @since 0.1
 */
public final class PaymentGate implements AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final Duration IN_PROGRESS_RETRY = Duration.ofSeconds(1);
    private static final Duration STORE_RETRY = Duration.ofSeconds(5);

    private final GateSettings settings;
    private final ChallengeIssuer issuer;
    private final ChallengeCheck check;
    private final Map<String, StoredAnswer> answers = new ConcurrentHashMap<>();

    PaymentGate(GateSettings settings) {
        this.settings = settings;
        this.issuer = new ChallengeIssuer(settings);
        this.check = new ChallengeCheck(settings);
    }

    /**
     * Starts a gate with what has no default.
     *
     * @param realm the protection space, usually the public host name; fixed, because what a client says its host is must not
     *     decide what it pays for
     * @param keys the secrets that bind challenges
     * @return a builder
     */
    public static PaymentGateBuilder builder(String realm, ChallengeKeys keys) {
        return new PaymentGateBuilder(realm, keys);
    }

    /**
     * Decides about a request.
     *
     * @param exchange the request
     * @param route what it costs
     * @return the decision; never an exception because of what the client sent
     */
    public Admission admit(Exchange exchange, Route route) {
        List<String> tokens = PaymentAuthorization.tokens(exchange.headers(credentialHeader()));
        if (tokens.isEmpty()) {
            return issuer.challenge(
                    exchange, route, Problem.of(ProblemType.PAYMENT_REQUIRED, "This resource has to be paid for."));
        }
        if (tokens.size() > 1) {
            return refuse(Problem.of(
                    ProblemType.BAD_REQUEST, "The request carries more than one Payment credential; send one."));
        }
        Credential credential;
        try {
            credential = parse(tokens.get(0));
        } catch (ProtocolException malformed) {
            return issuer.challenge(
                    exchange, route, Problem.of(ProblemType.MALFORMED_CREDENTIAL, malformed.getMessage() + "."));
        }
        return admit(exchange, route, credential);
    }

    private Credential parse(String token) {
        if (token.length() > settings.maxCredentialLength()) {
            throw new ProtocolException(
                    "The credential is longer than " + settings.maxCredentialLength() + " characters");
        }
        return Credential.parse(token);
    }

    private Admission admit(Exchange exchange, Route route, Credential credential) {
        Challenge challenge = credential.challenge();
        boolean authentic = settings.keys().verify(challenge);
        if (!authentic && !isOffered(route, challenge)) {
            return refuse(Problem.of(
                    ProblemType.METHOD_UNSUPPORTED,
                    "This resource isn't sold through the payment method and intent of the credential."));
        }
        if (!authentic) {
            return issuer.challenge(
                    exchange,
                    route,
                    Problem.of(ProblemType.INVALID_CHALLENGE, "The challenge was not issued by this server."));
        }
        Standing standing = check.check(exchange, route, challenge);
        return standing.offer() == null
                ? reject(exchange, route, challenge, Objects.requireNonNull(standing.problem()))
                : verify(exchange, route, credential, standing, standing.offer());
    }

    private static boolean isOffered(Route route, Challenge challenge) {
        return route.offers().stream().anyMatch(offer -> offer.isThrough(challenge.method(), challenge.intent()));
    }

    private Admission verify(Exchange exchange, Route route, Credential credential, Standing standing, Offer offer) {
        Challenge challenge = credential.challenge();
        VerifiedPayment payment;
        String holder;
        try {
            holder = Claims.holder(credential);
            Verification verification = offer.method().verify(new PaymentAttempt(credential));
            if (verification instanceof Rejected rejected) {
                return reject(exchange, route, challenge, orStale(rejected.problem(), standing));
            }
            payment = ((Verification.Verified) verification).payment();
        } catch (ProtocolException wrongPayload) {
            Problem problem = Problem.of(ProblemType.INVALID_PAYLOAD, wrongPayload.getMessage() + ".");
            return reject(exchange, route, challenge, orStale(problem, standing));
        } catch (RuntimeException bug) {
            return standing.problem() == null
                    ? broken(challenge, bug)
                    : reject(exchange, route, challenge, standing.problem());
        }
        return claim(exchange, route, challenge, standing, payment, holder);
    }

    private static Problem orStale(Problem problem, Standing standing) {
        return standing.problem() == null ? problem : standing.problem();
    }

    private Admission claim(
            Exchange exchange,
            Route route,
            Challenge challenge,
            Standing standing,
            VerifiedPayment payment,
            String holder) {
        Instant now = settings.clock().instant();
        Claims claims = new Claims(
                settings.replayStore(),
                holder,
                challenge,
                standing.isStale() ? now : standing.expiry(),
                now.plus(settings.undecidedRetention()),
                payment);
        Claims.Outcome outcome;
        try {
            outcome = claims.acquire(standing.isStale());
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.ERROR, "The replay store is unavailable, so nobody is let in: {0}", unavailable.getMessage());
            return new Admission.Undecided(
                    Problem.of(
                            ProblemType.PAYMENT_UNAVAILABLE,
                            "Payments can't be taken at this moment. Nothing was charged; send the same credential later."),
                    STORE_RETRY);
        }
        return switch (outcome) {
            case CLAIMED -> settle(exchange, route, challenge, payment, claims, false);
            case RESUMED -> settle(exchange, route, challenge, payment, claims, true);
            case NOTHING_TO_RESUME -> reject(exchange, route, challenge, Objects.requireNonNull(standing.problem()));
            case SPENT -> {
                StoredAnswer answer = answers.get(challenge.id());
                yield answer != null
                        ? new Admission.Replayed(answer)
                        : reject(
                                exchange,
                                route,
                                challenge,
                                Problem.of(
                                        ProblemType.INVALID_CHALLENGE,
                                        "The challenge or its payment was used before."));
            }
            case IN_FLIGHT ->
                new Admission.Refused(
                        Problem.of(
                                ProblemType.PAYMENT_IN_PROGRESS,
                                "This challenge is being paid by another request. Don't pay again; ask for its outcome with the"
                                        + " same credential."),
                        Optional.of(IN_PROGRESS_RETRY));
        };
    }

    private Admission settle(
            Exchange exchange,
            Route route,
            Challenge challenge,
            VerifiedPayment payment,
            Claims claims,
            boolean attemptedBefore) {
        Settlement settlement;
        try {
            settlement = payment.settle(attemptedBefore);
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "The payment method {0} failed while settling: {1}",
                    challenge.method(),
                    Bug.describe(bug));
            settlement = new Settlement.Unknown(bug, Duration.ofSeconds(10), true);
        }
        if (settlement instanceof Settlement.Settled settled) {
            claims.spent();
            settings.listeners()
                    .tell(listener ->
                            listener.settled(exchange.target(), challenge, settled.receipt(), payment.payer()));
            return settled.action()
                    ? new Admission.Completed(settled.receipt())
                    : new Admission.Granted(new SettledPayment(challenge, settled.receipt(), payment.payer()));
        }
        if (settlement instanceof Rejected rejected) {
            claims.spent();
            return reject(exchange, route, challenge, rejected.problem());
        }
        return undecided(exchange, challenge, claims, (Settlement.Unknown) settlement, attemptedBefore);
    }

    private Admission undecided(
            Exchange exchange,
            Challenge challenge,
            Claims claims,
            Settlement.Unknown unknown,
            boolean attemptedBefore) {
        boolean attempted = unknown.attempted() || attemptedBefore;
        if (attempted) {
            claims.undecided();
        } else {
            claims.release();
        }
        settings.listeners().tell(listener -> listener.undecided(exchange.target(), challenge, unknown.cause()));
        return new Admission.Undecided(
                attempted
                        ? Problem.of(
                                ProblemType.OUTCOME_UNKNOWN,
                                "The payment may have been made. Don't pay again; send the same credential later.")
                        : Problem.of(
                                ProblemType.PAYMENT_UNAVAILABLE,
                                "The payment network can't be reached. Nothing was charged; send the same credential later."),
                unknown.retryAfter());
    }

    /** An authentic challenge doesn't let in: with a fresh challenge if paying anew would mend that. */
    private Admission reject(Exchange exchange, Route route, Challenge challenge, Problem problem) {
        settings.listeners().tell(listener -> listener.rejected(exchange.target(), challenge, problem));
        return problem.status() == 402 ? issuer.challenge(exchange, route, problem) : refuse(problem);
    }

    private static Admission refuse(Problem problem) {
        return new Admission.Refused(problem, Optional.empty());
    }

    private static Admission broken(Challenge challenge, RuntimeException bug) {
        LOG.log(
                Level.ERROR,
                "The payment method {0} failed while verifying: {1}",
                challenge.method(),
                Bug.describe(bug));
        return refuse(Problem.of(ProblemType.INTERNAL_ERROR, "The payment could not be checked. Nothing was charged."));
    }

    /**
     * To be called when the response to a granted request is complete.
     *
     * @param exchange the request
     * @param payment that was made for it
     * @param status of the response, or 0 if there was none
     * @param answer that can be given again
     */
    public void completed(Exchange exchange, SettledPayment payment, int status, Optional<CapturedAnswer> answer) {
        Receipt receipt = payment.receipt();
        answer.ifPresent(given -> answers.put(
                payment.challenge().id(), new StoredAnswer("stand-in", given.status(), given.headers(), given.body())));
        if (status >= 200 && status < 400) {
            settings.listeners().tell(listener -> listener.delivered(exchange.target(), receipt, status));
        } else {
            LOG.log(Level.DEBUG, "{0} was paid for and answered with status {1}", exchange.target(), status);
            settings.listeners().tell(listener -> listener.deliveryFailed(exchange.target(), receipt, status));
        }
    }

    /**
     * The field that carries credentials.
     *
     * @return {@code Authorization} or what the gate was built with
     */
    public String credentialHeader() {
        String configured = settings.credentialHeader();
        return configured == null ? PaymentAuthorization.HEADER : configured;
    }

    /**
     * How much of a body is kept.
     *
     * @return in bytes; zero if nothing is
     */
    public int answerLimit() {
        return settings.answerLimit();
    }

    /**
     * Makes methods known whose payments may have to be looked up.
     *
     * @param methods that routes use
     */
    public void register(Collection<PaymentMethod> methods) {
        Objects.requireNonNull(methods, "methods");
    }

    /**
     * Whether all state is in this process's memory.
     *
     * @return true if nothing of it outlives this process
     */
    public boolean usesMemoryOnly() {
        return settings.memoryOnly();
    }

    @Override
    public void close() {
        // The stand-in has nothing to end.
    }

    /**
     * The protection space.
     *
     * @return as the gate was built
     */
    public String realm() {
        return settings.realm();
    }
}
