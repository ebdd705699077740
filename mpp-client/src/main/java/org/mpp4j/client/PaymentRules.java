package org.mpp4j.client;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mpp4j.protocol.Challenge;

/**
 * Who may be paid, and told who the client is. Immutable.
 *
 * @param recipients by payment method, in lower case; a method that isn't there pays anybody
 * @param realms in lower case; empty for any realm of payments, and only the host's own of proofs
 * @param anyRealm whether realms don't matter, for proofs either
 * @param origins empty for any
 * @param plainHttp whether to pay over plain HTTP to other machines
 */
record PaymentRules(
        Map<String, Set<String>> recipients,
        Set<String> realms,
        boolean anyRealm,
        Set<Origin> origins,
        boolean plainHttp) {

    /** Why nothing at all is paid there. */
    Optional<String> objectionTo(Origin origin) {
        if (!plainHttp && !origin.isConfidential()) {
            return Optional.of("Nothing is paid over plain HTTP to another machine");
        }
        return origins.isEmpty() || origins.contains(origin)
                ? Optional.empty()
                : Optional.of("Nothing is paid to " + origin);
    }

    /** Why this isn't paid. */
    Optional<String> objectionTo(Origin origin, Challenge challenge, Demand demand) {
        Optional<String> realm = objectionToRealm(origin, challenge.realm(), demand.isProof());
        return realm.isPresent() ? realm : objectionToRecipients(demand);
    }

    /**
     * A proof is good for its realm: whoever passes on another server's challenge could go there with it and be taken for the
     * client.
     */
    private Optional<String> objectionToRealm(Origin origin, String realm, boolean proof) {
        if (anyRealm || realms.contains(realm.toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        if (!realms.isEmpty()) {
            return Optional.of("The realm is none of those that may be paid");
        }
        return proof && !origin.isNamed(realm)
                ? Optional.of("A proof of identity was asked for in a realm that isn't the name of the host")
                : Optional.empty();
    }

    private Optional<String> objectionToRecipients(Demand demand) {
        Set<String> allowed = recipients.get(demand.method());
        if (allowed == null || demand.isProof()) {
            return Optional.empty();
        }
        if (demand.recipients().isEmpty()) {
            return Optional.of("The challenge doesn't say who would be paid");
        }
        return demand.recipients().stream()
                .filter(recipient -> !allowed.contains(recipient.toLowerCase(Locale.ROOT)))
                .findFirst()
                .map(stranger -> "The recipient is none of those that may be paid by " + demand.method());
    }
}
