package org.mpp4j.gate;

import java.util.Optional;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Problem;

/** What the gate asks the payment methods of a route about a challenge, besides the payment itself. */
final class Rails {

    private Rails() {}

    /**
     * The credential with its challenge as it was issued, if a client left out what its payment method remembers. Only what is
     * authentic then counts, so a method's memory can't make up a challenge; and what the client did echo has to be the same.
     */
    static Optional<Credential> complete(Route route, Credential credential, ChallengeKeys keys) {
        Challenge echoed = credential.challenge();
        return route.offers().stream()
                .filter(offer -> offer.isThrough(echoed.method(), echoed.intent()))
                .flatMap(offer -> offer.method().recall(echoed).stream())
                .filter(issued -> isEchoOf(echoed, issued) && keys.verify(issued))
                .findFirst()
                .map(credential::withChallenge);
    }

    private static boolean isEchoOf(Challenge echoed, Challenge issued) {
        return echoed.id().equals(issued.id())
                && echoed.realm().equals(issued.realm())
                && echoed.method().equals(issued.method())
                && echoed.intent().equals(issued.intent())
                && echoed.request().equals(issued.request())
                && echoed.expires().equals(issued.expires())
                && isAbsentOrSame(echoed.digest(), issued.digest())
                && isAbsentOrSame(echoed.credentialHeader(), issued.credentialHeader())
                && isAbsentOrSame(echoed.opaque(), issued.opaque());
    }

    private static boolean isAbsentOrSame(Optional<?> echoed, Optional<?> issued) {
        return echoed.isEmpty() || echoed.equals(issued);
    }

    /** A problem with a challenge, as the payment method of that challenge calls it. */
    static Problem inTheirTerms(Route route, Challenge challenge, Problem problem) {
        return route.offers().stream()
                .filter(offer -> offer.isThrough(challenge.method(), challenge.intent()))
                .findFirst()
                .map(offer -> problem.as(offer.method().problemType(problem.type())))
                .orElse(problem);
    }
}
