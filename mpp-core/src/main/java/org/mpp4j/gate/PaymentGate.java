package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.mpp4j.gate.ChallengeCheck.Standing;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.Rejected;
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

/**
 * Lets a request in when it has been paid for. This is the whole protocol, in this order: parse the credential, check that
 * its challenge is authentic, compare it with what the route offers now, check that it is in time and for this body, verify
 * the proof, claim what may be used only once, settle (draft-httpauth-payment, sections "Challenge Binding", "Replay
 * Protection" and "Concurrent Request Handling").
 *
 * <p>Of any number of requests with one credential, one is let in; the others get the same answer once it is there. Whatever
 * can't be decided lets nobody in.
 *
 * <p>On a route that is {@linkplain Route#settledOnSuccess settled on success} the last step is the transport's to ask for:
 * {@link #admit} stops before it, and when the handler has answered {@link #settle} takes the money, or {@link #release} gives
 * the credential back.
 *
 * <p>{@link #admit} and {@link #settle} block while the payment method settles. Thread-safe. Beside the requests a gate renews the claims of those
 * that take long, looks up payments whose outcome is unknown, and forgets what is over, until it is closed.
 *
 * @since 0.1
 */
public final class PaymentGate implements AutoCloseable {

    private static final Problem PAYMENT_REQUIRED =
            Problem.of(ProblemType.PAYMENT_REQUIRED, "This resource has to be paid for.");
    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    private final GateSettings settings;
    private final ChallengeIssuer issuer;
    private final ChallengeCheck check;
    private final RecentChallenges recent = new RecentChallenges();
    private final PaidAnswers answers;
    private final SessionDesk sessions;
    private final OutcomeJournal journal;
    private final Outcomes outcomes;
    private final LeaseKeeper leases = new LeaseKeeper();
    private final Reconciler reconciler;
    private final Background background;
    private final Settlements settlements;

    PaymentGate(GateSettings settings) {
        this.settings = settings;
        this.issuer = new ChallengeIssuer(settings);
        this.check = new ChallengeCheck(settings);
        this.answers = new PaidAnswers(settings);
        this.journal = new OutcomeJournal(settings);
        this.sessions = new SessionDesk(settings, issuer, new KeyedRequests(settings, answers, journal, leases));
        this.outcomes = new Outcomes(settings, journal, answers);
        this.reconciler = new Reconciler(settings, journal);
        this.background = new Background(settings, leases, reconciler);
        Grants grants = new Grants(settings, outcomes, journal, leases);
        this.settlements = new Settlements(settings, issuer, grants, leases, background);
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
            return issuer.challenge(exchange, route, PAYMENT_REQUIRED);
        }
        if (tokens.size() > 1) {
            return Refusals.of(Problem.of(
                    ProblemType.BAD_REQUEST, "The request carries more than one Payment credential; send one."));
        }
        Credential credential;
        try {
            credential = parse(tokens.get(0));
        } catch (ProtocolException malformed) {
            return issuer.challenge(
                    exchange, route, Problem.of(ProblemType.MALFORMED_CREDENTIAL, malformed.getMessage() + "."));
        }
        try {
            return admit(exchange, route, credential);
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.ERROR, "A store is unavailable, so nobody is let in: {0}", unavailable.getMessage());
            return Refusals.unavailable();
        }
    }

    private Credential parse(String token) {
        if (token.length() > settings.maxCredentialLength()) {
            throw new ProtocolException(
                    "The credential is longer than " + settings.maxCredentialLength() + " characters");
        }
        return Credential.parse(token);
    }

    private Admission admit(Exchange exchange, Route route, Credential credential) {
        Credential recognized = recent.recognize(credential);
        if (recognized != null) {
            return admitAuthentic(exchange, route, recognized);
        }
        if (settings.keys().verify(credential.challenge())) {
            return admitAuthentic(exchange, route, credential);
        }
        Optional<Credential> completed = Rails.complete(route, credential, settings.keys());
        if (completed.isPresent()) {
            return admitAuthentic(exchange, route, completed.get());
        }
        Challenge challenge = credential.challenge();
        if (!isOffered(route, challenge)) {
            return Refusals.of(Problem.of(
                    ProblemType.METHOD_UNSUPPORTED,
                    "This resource isn't sold through the payment method and intent of the credential."));
        }
        Problem problem = Problem.of(ProblemType.INVALID_CHALLENGE, "The challenge was not issued by this server.");
        return issuer.challenge(exchange, route, Rails.inTheirTerms(route, challenge, problem));
    }

    private Admission admitAuthentic(Exchange exchange, Route route, Credential credential) {
        Challenge challenge = credential.challenge();
        Standing standing = check.check(exchange, route, challenge);
        if (standing.offer() == null) {
            return answers.isReused(exchange, credential)
                    ? Refusals.keyReused()
                    : issuer.reject(exchange, route, challenge, Objects.requireNonNull(standing.problem()));
        }
        return verify(exchange, route, credential, standing, standing.offer());
    }

    private static boolean isOffered(Route route, Challenge challenge) {
        return Stream.concat(route.offers().stream(), route.introductions().stream())
                .anyMatch(offer -> offer.isThrough(challenge.method(), challenge.intent()));
    }

    private Admission verify(Exchange exchange, Route route, Credential credential, Standing standing, Offer offer) {
        Challenge challenge = credential.challenge();
        VerifiedPayment payment;
        String holder;
        try {
            // A session's books tell by themselves what was paid, so only the few requests that need a name are given
            // one.
            holder = offer.method().keepsSessions() ? "" : Holder.of(credential);
            Verification verification = offer.method().verify(new PaymentAttempt(credential));
            if (verification instanceof Rejected rejected) {
                return standing.problem() == null
                        ? issuer.reject(exchange, route, challenge, rejected)
                        : issuer.reject(exchange, route, challenge, standing.problem());
            }
            if (verification instanceof Verification.InSession inSession) {
                Admission admission = sessions.admit(exchange, route, credential, standing, inSession.payment());
                if (admission instanceof Admission.Metered) {
                    recent.remember(challenge);
                }
                return admission;
            }
            if (route.introductions().contains(offer)) {
                throw new IllegalStateException("Nothing is sold to who only says who that is");
            }
            payment = ((Verification.Verified) verification).payment();
            holder = holder.isEmpty() ? Holder.of(credential) : holder;
        } catch (ProtocolException wrongPayload) {
            Problem problem = Problem.of(ProblemType.INVALID_PAYLOAD, wrongPayload.getMessage() + ".");
            return issuer.reject(exchange, route, challenge, orStale(problem, standing));
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException bug) {
            return standing.problem() == null
                    ? Refusals.broken(challenge, bug)
                    : issuer.reject(exchange, route, challenge, standing.problem());
        }
        PaidAnswers.Question question;
        try {
            question = answers.question(exchange, route, holder, payment.payer());
        } catch (ProtocolException badKey) {
            return Refusals.of(Problem.of(ProblemType.BAD_REQUEST, badKey.getMessage() + "."));
        }
        return claim(new Purchase(settings, exchange, route, challenge, standing, payment, question, holder), standing);
    }

    private static Problem orStale(Problem problem, Standing standing) {
        return standing.problem() == null ? problem : standing.problem();
    }

    private Admission claim(Purchase purchase, Standing standing) {
        if (journal.isOverloaded()) {
            LOG.log(Level.ERROR, "The stores can't keep up with what was paid, so nobody is let in");
            return Refusals.unavailable();
        }
        Claims.Outcome outcome = purchase.acquire();
        if (outcome == Claims.Outcome.IN_FLIGHT
                && journal.mayBeWrittenSoon(purchase.claims().holder())) {
            outcome = purchase.acquire();
        }
        return switch (outcome) {
            case CLAIMED -> settlements.begin(purchase, false);
            case RESUMED -> resume(purchase);
            case NOTHING_TO_RESUME ->
                answers.again(purchase).orElseGet(() -> reject(purchase, Objects.requireNonNull(standing.problem())));
            case SPENT -> answers.again(purchase).orElseGet(() -> usedUp(purchase));
            case IN_FLIGHT -> Refusals.inProgress();
        };
    }

    /**
     * Goes on where an attempt was cut off, unless its answer is out and only the end of its claim couldn't be noted: while the
     * stores were out of reach for longer than its lease another instance took it for dead.
     */
    private Admission resume(Purchase purchase) {
        if (!answers.isGiven(purchase.question())) {
            return settlements.begin(purchase, true);
        }
        outcomes.wasAnswered(purchase);
        return answers.again(purchase).orElseGet(() -> usedUp(purchase));
    }

    private Admission usedUp(Purchase purchase) {
        return purchase.claims().areBlockedByFreeKey()
                ? Refusals.answerNotKept()
                : reject(
                        purchase,
                        Problem.of(ProblemType.INVALID_CHALLENGE, "The challenge or its payment was used before."));
    }

    private Admission reject(Purchase purchase, Problem problem) {
        return issuer.reject(purchase.exchange(), purchase.route(), purchase.challenge(), problem);
    }

    /**
     * Takes the money for a request whose handler has succeeded, on a route that is {@linkplain Route#settledOnSuccess settled
     * on success}.
     *
     * @param payment that was found good; neither settled nor released before
     * @return {@link Admission.Granted} if the answer may be sent; anything else is sent in place of it. After
     *     {@link Admission.Undecided} the same credential is good for another try, which runs the handler again
     * @throws IllegalStateException if it was settled or released before
     */
    public Admission settle(ValidatedPayment payment) {
        return settlements.settle(payment);
    }

    /**
     * Gives back a payment that was found good, because there is nothing to be paid for: the handler failed. The same
     * credential may be used again.
     *
     * @param payment that was found good; neither settled nor released before
     * @throws IllegalStateException if it was settled or released before
     */
    public void release(ValidatedPayment payment) {
        settlements.release(payment);
    }

    /**
     * To be called once when the response to a granted request is complete, whatever became of it. An answer with an error of
     * the server's own, or none, leaves the credential good for another try; any other uses it up.
     *
     * @param exchange the request
     * @param payment that was made for it
     * @param status of the response, or 0 if there was none
     * @param answer to give again to who asks again; empty if it can't be, because it was a stream or longer than
     *     {@link #answerLimit}
     */
    public void completed(Exchange exchange, SettledPayment payment, int status, Optional<CapturedAnswer> answer) {
        if (payment.confirmation() == null) {
            leases.remove(payment.claims());
        }
        outcomes.completed(payment, status, answer);
        Receipt receipt = payment.receipt();
        if (status >= 200 && status < 400) {
            settings.listeners().tell(listener -> listener.delivered(exchange.target(), receipt, status));
        } else {
            LOG.log(Level.DEBUG, "{0} was paid for and answered with status {1}", exchange.target(), status);
            settings.listeners().tell(listener -> listener.deliveryFailed(exchange.target(), receipt, status));
        }
    }

    /**
     * To be called once when the response to a metered request is complete, whatever became of it. An answer with an error of
     * the server's own, or none, costs nothing but what its handler charged.
     *
     * @param exchange the request
     * @param payment of its session
     * @param status of the response, or 0 if there was none
     * @param answer to give again to who asks again with the same {@code Idempotency-Key}; empty if it can't be, because it was
     *     a stream or longer than {@link #answerLimit}, or if it {@linkplain MeteredPayment#isAnsweredAgain needn't be}
     */
    public void completed(Exchange exchange, MeteredPayment payment, int status, Optional<CapturedAnswer> answer) {
        sessions.completed(exchange, payment, status, answer);
    }

    /**
     * As {@link #completed(Exchange, MeteredPayment, int, Optional)}, for an answer that can't be given again.
     *
     * @param exchange the request
     * @param payment of its session
     * @param status of the response, or 0 if there was none
     */
    public void completed(Exchange exchange, MeteredPayment payment, int status) {
        completed(exchange, payment, status, Optional.empty());
    }

    /**
     * Makes a payment method known, so that its payments of unknown outcome can be looked up in the background, those of an
     * earlier run or another instance included.
     *
     * @param methods that this gate's routes use
     */
    public void register(Collection<? extends PaymentMethod> methods) {
        methods.forEach(reconciler::register);
        background.start();
    }

    /**
     * Looks up now some of the payments whose outcome is unknown, as it is done in the background by itself.
     *
     * @return how many were looked at
     * @throws StoreUnavailableException if the store can't be reached
     */
    public int reconcile() {
        return reconciler.run();
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
     * The protection space.
     *
     * @return as the gate was built
     */
    public String realm() {
        return settings.realm();
    }

    /**
     * How long a body may be to be kept for those who ask again.
     *
     * @return bytes; 0 if no answers are kept
     */
    public int answerLimit() {
        return settings.answerLimit();
    }

    /**
     * Whether claims, answers and the ledger are all in this process's memory, and lost with it.
     *
     * @return false if any of them is in a store of another kind
     */
    public boolean usesMemoryOnly() {
        return settings.isMemoryOnly();
    }

    /**
     * Writes down what is left to be written, for 10 seconds at most, and ends what goes on in the background. A closed gate
     * still admits, and writes each outcome on the spot.
     */
    @Override
    public void close() {
        background.close();
        journal.close();
    }
}
