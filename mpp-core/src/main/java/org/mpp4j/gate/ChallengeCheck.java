package org.mpp4j.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;

/** Compares an authentic challenge with what the route offers now, with the time, and with the body it comes back with. */
final class ChallengeCheck {

    /**
     * What the comparison found.
     *
     * @param offer that the challenge is for, or null if it can't be used here at all
     * @param problem what the client is told if it isn't let in; null if the challenge stands
     * @param expiry until when the challenge can be answered
     */
    record Standing(@Nullable Offer offer, @Nullable Problem problem, Instant expiry) {

        static Standing foreign(Problem problem) {
            return new Standing(null, problem, Instant.MIN);
        }

        /**
         * Whether the challenge was good, and is no longer: too old, or at a price of the past. A payment that was begun with
         * it and has no known outcome is still brought to its end; nothing new is begun.
         */
        boolean isStale() {
            return problem != null;
        }
    }

    private final GateSettings settings;

    ChallengeCheck(GateSettings settings) {
        this.settings = settings;
    }

    Standing check(Exchange exchange, Route route, Challenge challenge) {
        if (!challenge.realm().equals(settings.realm())) {
            return Standing.foreign(differs("realm"));
        }
        if (!challenge.credentialHeader().equals(Optional.ofNullable(settings.credentialHeader()))) {
            return Standing.foreign(differs("header"));
        }
        List<Offer> offers = challenge
                .opaque()
                .map(opaque -> route.offersFor(opaque, exchange.isForResource()))
                .orElse(List.of());
        if (offers.isEmpty()) {
            return Standing.foreign(differs("scope"));
        }
        if (route.bindsBody() && !isOfSession(route, challenge) && !isForBody(exchange.bodyDigest(), challenge)) {
            return Standing.foreign(Problem.of(
                    ProblemType.VERIFICATION_FAILED,
                    "The body of the request is not the one that the challenge was issued for."));
        }
        Offer candidate = null;
        String difference = "payment method";
        for (Offer offer : offers) {
            if (offer.isThrough(challenge.method(), challenge.intent())) {
                Optional<String> found = difference(route, offer, challenge);
                if (found.isEmpty()) {
                    return inTime(offer, challenge);
                }
                candidate = offer;
                difference = found.get();
            }
        }
        return new Standing(candidate, differs(difference), expiry(challenge));
    }

    private Standing inTime(Offer offer, Challenge challenge) {
        Instant expiry = expiry(challenge);
        boolean expired = !settings.clock().instant().isBefore(expiry);
        return new Standing(
                offer, expired ? Problem.of(ProblemType.PAYMENT_EXPIRED, "The challenge has expired.") : null, expiry);
    }

    /** A challenge that doesn't say when it ends has ended. */
    private static Instant expiry(Challenge challenge) {
        try {
            return challenge.expiresAt().orElse(Instant.MIN);
        } catch (ProtocolException notADate) {
            return Instant.MIN;
        }
    }

    private static Problem differs(String what) {
        return Problem.of(
                ProblemType.INVALID_CHALLENGE,
                "The " + what + " of the challenge is not what this resource asks for now.");
    }

    private static Optional<String> difference(Route route, Offer offer, Challenge challenge) {
        try {
            Optional<String> difference = offer.prepared().mismatch(challenge.request());
            if (difference.equals(Optional.of("amount"))
                    && route.opaqueData().quotes(challenge.opaque().orElseThrow())) {
                // The price function has moved on since; what was quoted for this very request still holds.
                return offer.atQuoted(challenge.request().amount()).prepared().mismatch(challenge.request());
            }
            return difference;
        } catch (ConfigurationException notAtThatAmount) {
            return Optional.of("amount");
        } catch (ProtocolException | IllegalArgumentException notComparable) {
            // Another server with the same secret may have signed what this one never would.
            return Optional.of("request");
        }
    }

    /** A session goes on from request to request, whatever their bodies are. */
    private static boolean isOfSession(Route route, Challenge challenge) {
        for (Offer offer : route.offers()) {
            if (offer.isThrough(challenge.method(), challenge.intent())
                    && offer.method().keepsSessions()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isForBody(Optional<BodyDigest> body, Challenge challenge) {
        return challenge.digest().isEmpty()
                ? body.isEmpty()
                : body.isPresent() && body.get().matches(challenge.digest().get());
    }
}
