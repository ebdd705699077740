package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.ChallengeCheck.Standing;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.method.SessionPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.StoreUnavailableException;

/**
 * Lets in what is paid for by a session. Nothing is claimed here: a session's own books, in which each change is made once,
 * keep anything from being bought twice.
 */
final class SessionDesk {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final Duration RETRY_AFTER_BUG = Duration.ofSeconds(10);

    private final GateSettings settings;
    private final ChallengeIssuer issuer;
    private final KeyedRequests keyed;

    SessionDesk(GateSettings settings, ChallengeIssuer issuer, KeyedRequests keyed) {
        this.settings = settings;
        this.issuer = issuer;
        this.keyed = keyed;
    }

    Admission admit(Exchange exchange, Route route, Credential credential, Standing standing, SessionPayment payment) {
        Challenge challenge = credential.challenge();
        if (standing.problem() != null && !isGoodFor(exchange, standing.problem(), payment)) {
            return issuer.reject(exchange, route, challenge, standing.problem());
        }
        PaidAnswers.Question question;
        try {
            question = keyed.question(exchange, route, credential, payment);
        } catch (ProtocolException badKey) {
            return Refusals.of(Problem.of(ProblemType.BAD_REQUEST, badKey.getMessage() + "."));
        }
        return question == null
                ? admit(exchange, route, challenge, standing.offer(), payment, exchange.isForResource(), null)
                : keyed.admit(
                        exchange,
                        credential,
                        question,
                        (forResource, request) ->
                                admit(exchange, route, challenge, standing.offer(), payment, forResource, request));
    }

    private Admission admit(
            Exchange exchange,
            Route route,
            Challenge challenge,
            @Nullable Offer offer,
            SessionPayment payment,
            boolean forResource,
            KeyedRequests.@Nullable Request keyedRequest) {
        SessionOutcome outcome = perform(forResource, challenge, payment);
        if (outcome instanceof SessionOutcome.Introduced introduced) {
            return new Admission.Introduced(introduced.fields());
        }
        if (outcome instanceof SessionOutcome.Admitted admitted) {
            if (route.introductions().contains(offer)) {
                return Refusals.broken(
                        challenge, new IllegalStateException("Nothing is sold to who only says who that is"));
            }
            return new Admission.Metered(
                    new MeteredPayment(challenge, payment.payer(), admitted.meter(), keyedRequest));
        }
        if (outcome instanceof SessionOutcome.Done done) {
            return new Admission.Completed(done.receipt(), done.body());
        }
        if (outcome instanceof Rejected rejected) {
            return issuer.reject(exchange, route, challenge, rejected);
        }
        Settlement.Unknown unknown = (Settlement.Unknown) outcome;
        settings.listeners().tell(listener -> listener.undecided(exchange.target(), challenge, unknown.cause()));
        return unknown.attempted()
                ? Refusals.outcomeUnknown(unknown.retryAfter())
                : Refusals.notAttempted(unknown.retryAfter());
    }

    /** At a price of the past nothing is sold, but a session may still be told something. */
    private static boolean isGoodFor(Exchange exchange, Problem problem, SessionPayment payment) {
        return payment.outlivesChallenge()
                && (!exchange.isForResource() || problem.type().equals(ProblemType.PAYMENT_EXPIRED));
    }

    /** A bug on the way tells nothing about whether money moved. */
    private static SessionOutcome perform(boolean forResource, Challenge challenge, SessionPayment payment) {
        try {
            return payment.perform(forResource);
        } catch (StoreUnavailableException unavailable) {
            throw unavailable;
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "The payment method {0} failed in a session: {1}",
                    challenge.method(),
                    Bug.describe(bug));
            return new Settlement.Unknown(bug, RETRY_AFTER_BUG, true);
        }
    }

    void completed(Exchange exchange, MeteredPayment payment, int status, Optional<CapturedAnswer> answer) {
        boolean isDelivered = status > 0 && status < 500;
        try {
            payment.meter().over(isDelivered);
        } catch (StoreUnavailableException unavailable) {
            LOG.log(
                    Level.ERROR,
                    "A unit that was not delivered can''t be given back, the session keeps it: {0}",
                    unavailable.getMessage());
        }
        if (payment.keyedRequest() != null) {
            keyed.completed(payment.keyedRequest(), isDelivered, answer);
        }
        if (settings.listeners().isEmpty()) {
            return;
        }
        Receipt receipt = payment.meter().receipt();
        if (status >= 200 && status < 400) {
            settings.listeners().tell(listener -> listener.delivered(exchange.target(), receipt, status));
        } else {
            settings.listeners().tell(listener -> listener.deliveryFailed(exchange.target(), receipt, status));
        }
    }
}
