package org.mpp4j.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.WwwAuthenticate;

/**
 * The challenges of a 402 that may be answered, the best first: as the payers are ordered, then as the server orders them.
 * Reserves nothing and pays nothing.
 */
final class Choice {

    private static final int MAX_CHALLENGES = 32;

    /** A challenge that may be answered, but for the limits. */
    record Candidate(Challenge challenge, Payer payer, int preference, Demand demand) {

        String offer() {
            return challenge.method() + "/" + challenge.intent();
        }

        String credentialField() {
            return challenge.credentialHeader().orElse(PaymentAuthorization.HEADER);
        }

        boolean isExpired(Instant now) {
            return challenge.expiresAt().filter(end -> !now.isBefore(end)).isPresent();
        }
    }

    private final ClientSettings settings;
    private final HttpRequest request;
    private final Origin origin;
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private @Nullable BodyDigest bodyDigest;

    private Choice(ClientSettings settings, HttpRequest request) {
        this.settings = settings;
        this.request = request;
        this.origin = Origin.of(request.uri());
    }

    static Choice among(HttpResponse<?> paymentRequired, HttpRequest request, ClientSettings settings)
            throws IOException, InterruptedException {
        Choice choice = new Choice(settings, request);
        Optional<String> objection = settings.rules().objectionTo(choice.origin);
        if (objection.isPresent()) {
            choice.reasons.add(objection.get());
            return choice;
        }
        int considered = 0;
        for (String field : paymentRequired.headers().allValues(WwwAuthenticate.HEADER)) {
            try {
                for (Challenge challenge : WwwAuthenticate.parse(List.of(field))) {
                    if (++considered > MAX_CHALLENGES) {
                        break;
                    }
                    choice.consider(challenge);
                }
            } catch (ProtocolException malformed) {
                choice.reasons.add(malformed.getMessage());
            }
        }
        choice.candidates.sort(Comparator.comparingInt(Candidate::preference));
        return choice;
    }

    private void consider(Challenge challenge) throws IOException, InterruptedException {
        String offer = challenge.method() + "/" + challenge.intent();
        try {
            Optional<Candidate> candidate = candidate(challenge);
            if (candidate.isEmpty()) {
                reasons.add("No payer can answer " + offer);
                return;
            }
            Optional<String> objection = objection(candidate.get());
            objection.ifPresentOrElse(reasons::add, () -> candidates.add(candidate.get()));
        } catch (ProtocolException malformed) {
            reasons.add("The challenge " + offer + " is malformed: " + malformed.getMessage());
        }
    }

    private Optional<Candidate> candidate(Challenge challenge) {
        List<Payer> payers = settings.payers();
        for (int i = 0; i < payers.size(); i++) {
            Payer payer = payers.get(i);
            if (payer.canAnswer(challenge)) {
                return Optional.of(new Candidate(challenge, payer, i, payer.demand(challenge)));
            }
        }
        return Optional.empty();
    }

    private Optional<String> objection(Candidate candidate) throws IOException, InterruptedException {
        if (candidate.isExpired(settings.clock().instant())) {
            return Optional.of("The challenge " + candidate.offer() + " has expired");
        }
        if (!carriesCredentials(candidate.credentialField())) {
            return Optional.of(
                    "The challenge " + candidate.offer() + " asks for the credential in a field that can't carry it");
        }
        if (!isForThisBody(candidate.challenge())) {
            return Optional.of("The challenge " + candidate.offer() + " is for another body than that of the request");
        }
        return settings.rules().objectionTo(origin, candidate.challenge(), candidate.demand());
    }

    /** Paid for another body, the credential would open nothing. */
    private boolean isForThisBody(Challenge challenge) throws IOException, InterruptedException {
        Optional<String> digest = challenge.digest();
        if (digest.isEmpty()) {
            return true;
        }
        if (bodyDigest == null) {
            bodyDigest = RequestBody.digest(request);
        }
        return bodyDigest.matches(digest.get());
    }

    /** Asked before paying: a credential that can't be sent is money lost. What the caller says isn't overwritten either. */
    private boolean carriesCredentials(String field) {
        boolean usual = field.equalsIgnoreCase(PaymentAuthorization.HEADER)
                || field.equalsIgnoreCase(PaymentAuthorization.ALTERNATIVE_HEADER);
        if (!usual && request.headers().firstValue(field).isPresent()) {
            return false;
        }
        try {
            HttpRequest.newBuilder().setHeader(field, "Payment");
            return true;
        } catch (IllegalArgumentException restricted) {
            return false;
        }
    }

    List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    /** Adds why a candidate wasn't paid after all. */
    void leave(String reason) {
        reasons.add(reason);
    }

    /** Why nothing is paid. */
    String reasons() {
        return reasons.isEmpty() ? "The response carries no Payment challenge" : String.join("; ", reasons);
    }
}
