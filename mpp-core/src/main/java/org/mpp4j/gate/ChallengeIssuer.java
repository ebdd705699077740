package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.AcceptPayment;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ChallengeTerms;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;

/** Writes fresh challenges: one for each offer that can be made now, in the order the client likes them. */
final class ChallengeIssuer {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");
    private static final Duration RAILS_RETRY = Duration.ofSeconds(10);

    private final GateSettings settings;

    ChallengeIssuer(GateSettings settings) {
        this.settings = settings;
    }

    Admission challenge(Exchange exchange, Route route, Problem problem) {
        return challenge(exchange, route, problem, null);
    }

    /** Who has proved to be the holder of a session, to the payment method of that challenge. */
    private record Proven(Challenge challenge, String session) {}

    private Admission challenge(Exchange exchange, Route route, Problem problem, @Nullable Proven proven) {
        List<Challenge> challenges = new ArrayList<>(route.offers().size());
        String digest = route.bindsBody()
                ? exchange.bodyDigest().map(BodyDigest::toString).orElse(null)
                : null;
        Inquiry inquiry = new Inquiry(client(exchange), route.scope(), exchange.isForResource(), Optional.empty());
        List<Duration> clientMayRetry = new ArrayList<>();
        for (Offer offer : ranked(exchange, route)) {
            Challenge challenge = challenge(route, offer, inquiry(inquiry, offer, proven), digest, clientMayRetry);
            if (challenge != null) {
                challenges.add(challenge);
            }
        }
        if (challenges.isEmpty() && problem.status() != 402) {
            return Refusals.of(problem);
        }
        if (challenges.isEmpty()) {
            return noWayToPay(clientMayRetry);
        }
        Problem mended = problem.withChallengeId(challenges.get(0).id());
        settings.listeners().tell(listener -> listener.challenged(exchange.target(), mended, challenges));
        return new Admission.Challenged(mended, challenges);
    }

    private static Inquiry inquiry(Inquiry inquiry, Offer offer, @Nullable Proven proven) {
        return proven != null
                        && offer.isThrough(
                                proven.challenge().method(), proven.challenge().intent())
                ? new Inquiry(inquiry.client(), inquiry.scope(), inquiry.forResource(), Optional.of(proven.session()))
                : inquiry;
    }

    /** Of a rail that is down and one that this client asks too much of, the second is sure to be there again. */
    private static Admission noWayToPay(List<Duration> clientMayRetry) {
        return clientMayRetry.stream()
                .min(Comparator.naturalOrder())
                .map(soonest -> new Admission.Refused(
                        Problem.of(
                                ProblemType.TOO_MANY_REQUESTS,
                                "This client asks for more challenges than its share. Nothing was charged; come back later."),
                        Optional.of(soonest)))
                .orElseGet(() -> new Admission.Refused(
                        Problem.of(
                                ProblemType.PAYMENT_UNAVAILABLE,
                                "No way to pay for this resource is available at this moment."),
                        Optional.of(RAILS_RETRY)));
    }

    /** Whoever can't be told apart shares what there is with all others of that kind. */
    private static Optional<String> client(Exchange exchange) {
        try {
            return exchange.client();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "It can''t be told which client asks: {0}", Bug.describe(bug));
            return Optional.empty();
        }
    }

    private @Nullable Challenge challenge(
            Route route, Offer offer, Inquiry inquiry, @Nullable String digest, List<Duration> clientMayRetry) {
        try {
            Challenge challenge = sign(
                    route,
                    offer,
                    offer.challengeTerms(settings.realm(), inquiry),
                    offer.method().keepsSessions() ? null : digest);
            offer.method().issued(challenge);
            return challenge;
        } catch (OfferUnavailableException withdrawn) {
            withdrawn.clientMayRetryAfter().ifPresent(clientMayRetry::add);
            LOG.log(Level.DEBUG, "{0} is not offered now: {1}", offer, withdrawn.getMessage());
            return null;
        } catch (RuntimeException bug) {
            // One broken rail is no reason to stop selling through the others.
            LOG.log(Level.ERROR, "{0} could not be offered: {1}", offer, Bug.describe(bug));
            return null;
        }
    }

    private Challenge sign(Route route, Offer offer, ChallengeTerms terms, @Nullable String digest) {
        return settings.keys()
                .sign(Challenge.builder(terms)
                        .expires(settings.clock().instant().plus(settings.challengeLifetime()))
                        .digest(digest)
                        .credentialHeader(settings.credentialHeader())
                        .opaque(route.opaqueDataOf(offer)
                                .with(
                                        settings.nonces() == null
                                                ? null
                                                : settings.nonces().next())));
    }

    /**
     * Without preferences, or when none of ours is among them, everything is offered in the server's order. Introductions are for
     * those who ask for them, and who don't ask for the resource.
     */
    private static List<Offer> ranked(Exchange exchange, Route route) {
        List<Offer> offers = route.offers();
        List<String> fields = exchange.headers(AcceptPayment.HEADER);
        Optional<AcceptPayment> accepted = fields.isEmpty() ? Optional.empty() : AcceptPayment.parse(fields);
        if (accepted.isEmpty()) {
            return offers;
        }
        Stream<Offer> introductions = exchange.isForResource() ? Stream.empty() : route.introductions().stream();
        // First, as they cost nothing.
        List<Offer> wanted = Stream.concat(introductions, offers.stream())
                .filter(offer -> quality(accepted.get(), offer) > 0)
                .sorted(Comparator.comparingInt((Offer offer) -> quality(accepted.get(), offer))
                        .reversed())
                .toList();
        return wanted.isEmpty() ? offers : wanted;
    }

    private static int quality(AcceptPayment accepted, Offer offer) {
        return accepted.quality(offer.method().name(), offer.method().intent());
    }

    /** An authentic challenge doesn't let in: with a fresh challenge if paying anew would mend that. */
    Admission reject(Exchange exchange, Route route, Challenge challenge, Problem found) {
        return reject(exchange, route, challenge, new Rejected(found));
    }

    /** A payment method doesn't let in. */
    Admission reject(Exchange exchange, Route route, Challenge challenge, Rejected rejected) {
        Problem problem = Rails.inTheirTerms(route, challenge, rejected.problem());
        settings.listeners().tell(listener -> listener.rejected(exchange.target(), challenge, problem));
        Proven proven = rejected.session()
                .map(session -> new Proven(challenge, session))
                .orElse(null);
        return problem.type().comesWithChallenge() ? challenge(exchange, route, problem, proven) : Refusals.of(problem);
    }
}
