package org.mpp4j.testkit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.WwwAuthenticate;

/**
 * An HTTP client that pays when it is asked to, for tests and demos. It answers the first challenge of a 402 that one of its
 * payers can answer within the limits, and sends the request once more with the credential.
 *
 * <p>For one call it pays at most once: a second 402 is the answer. When a paid request is answered with 503 or 409 and
 * {@code Retry-After}, the same credential is sent again, a limited number of times.
 *
 * <p>It pays nothing in a currency without a limit, and nothing over plain HTTP except to this machine. Thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClient {

    private static final int PAYMENT_REQUIRED = 402;
    private static final Set<Integer> OUTCOME_TO_COME = Set.of(409, 503);

    /** Waits between two attempts. */
    interface Pause {
        void pause(Duration duration) throws InterruptedException;
    }

    private final HttpClient http;
    private final List<ChallengePayer> payers;
    private final Map<String, Amount> limits;
    private final int maxRepeats;
    private final Duration maxTotalWait;
    private final boolean plainHttpAllowed;
    private final InstantSource clock;
    private final Pause pause;

    PayingHttpClient(PayingHttpClientBuilder builder, HttpClient http) {
        this.http = http;
        this.payers = List.copyOf(builder.payers);
        this.limits = Map.copyOf(builder.limits);
        this.maxRepeats = builder.maxRepeats;
        this.maxTotalWait = builder.maxTotalWait;
        this.plainHttpAllowed = builder.plainHttpAllowed;
        this.clock = builder.clock;
        this.pause = builder.pause;
    }

    /**
     * Starts a client. It needs at least one payer and one limit.
     *
     * @return a builder
     */
    public static PayingHttpClientBuilder builder() {
        return new PayingHttpClientBuilder();
    }

    /**
     * Sends a request, and pays if that is asked for. Blocks until the final response, waiting times included.
     *
     * @param request to send; its body publisher has to be able to publish more than once, as those of the JDK are
     * @param bodyHandler for each response
     * @param <T> the type of the body
     * @return the final response and what was paid
     * @throws IOException if the server can't be reached; a credential that was already sent may then have been used
     * @throws InterruptedException if the thread is interrupted
     */
    public <T> PaidResponse<T> send(HttpRequest request, BodyHandler<T> bodyHandler)
            throws IOException, InterruptedException {
        HttpResponse<T> first = http.send(request, bodyHandler);
        if (first.statusCode() != PAYMENT_REQUIRED) {
            return new PaidResponse<>(first, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Choice choice = choose(first);
        if (choice.answerable == null) {
            return new PaidResponse<>(first, Optional.of(first), Optional.empty(), Optional.of(choice.reasons()));
        }
        Credential credential = choice.answerable.pay();
        HttpResponse<T> last = sendPaid(paidRequest(request, credential), bodyHandler);
        return new PaidResponse<>(last, Optional.of(first), Optional.of(credential), Optional.empty());
    }

    private record Answerable(Challenge challenge, ChallengePayer payer) {

        Credential pay() {
            return payer.pay(challenge);
        }
    }

    /** The challenge to answer, or why there is none. */
    private static final class Choice {

        private final List<String> reasons = new ArrayList<>();
        private @Nullable Answerable answerable;

        String reasons() {
            return reasons.isEmpty() ? "The response carries no Payment challenge" : String.join("; ", reasons);
        }
    }

    private Choice choose(HttpResponse<?> response) {
        Choice choice = new Choice();
        if (!plainHttpAllowed && !isConfidential(response.uri())) {
            choice.reasons.add("Nothing is paid over plain HTTP to another machine");
            return choice;
        }
        for (String field : response.headers().allValues(WwwAuthenticate.HEADER)) {
            try {
                for (Challenge challenge : WwwAuthenticate.parse(List.of(field))) {
                    consider(challenge, choice);
                    if (choice.answerable != null) {
                        return choice;
                    }
                }
            } catch (ProtocolException malformed) {
                choice.reasons.add(malformed.getMessage());
            }
        }
        return choice;
    }

    private void consider(Challenge challenge, Choice choice) {
        Optional<ChallengePayer> payer =
                payers.stream().filter(one -> one.canAnswer(challenge)).findFirst();
        String offer = challenge.method() + "/" + challenge.intent();
        if (payer.isEmpty()) {
            choice.reasons.add("No payer can answer " + offer);
            return;
        }
        if (challenge.expiresAt().filter(end -> !clock.instant().isBefore(end)).isPresent()) {
            choice.reasons.add("The challenge " + offer + " has expired");
            return;
        }
        if (!carriesCredentials(challenge.credentialHeader().orElse(PaymentAuthorization.HEADER))) {
            choice.reasons.add("The challenge " + offer + " asks for the credential in a field that can't carry it");
            return;
        }
        Amount amount = challenge.request().amount();
        String currency = challenge.request().currency();
        Amount limit = limits.get(currency);
        if (limit == null) {
            choice.reasons.add("There is no limit for the currency " + currency + " of " + offer);
        } else if (amount.compareTo(limit) > 0) {
            choice.reasons.add("The amount " + amount + " of " + offer + " is over the limit of " + limit + " "
                    + currency + " base units");
        } else {
            choice.answerable = new Answerable(challenge, payer.get());
        }
    }

    private static boolean isConfidential(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme()) || isThisMachine(uri.getHost());
    }

    private static boolean isThisMachine(@Nullable String host) {
        return host != null
                && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"));
    }

    /** Asked before paying: a credential that can't be sent is money lost. */
    private static boolean carriesCredentials(String field) {
        try {
            HttpRequest.newBuilder().setHeader(field, "Payment");
            return true;
        } catch (IllegalArgumentException restricted) {
            return false;
        }
    }

    private static HttpRequest paidRequest(HttpRequest request, Credential credential) {
        String field = credential.challenge().credentialHeader().orElse(PaymentAuthorization.HEADER);
        return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase(field))
                .setHeader(field, PaymentAuthorization.format(credential))
                .build();
    }

    private <T> HttpResponse<T> sendPaid(HttpRequest paid, BodyHandler<T> bodyHandler)
            throws IOException, InterruptedException {
        HttpResponse<T> response = http.send(paid, bodyHandler);
        Duration waited = Duration.ZERO;
        for (int repeats = 0; repeats < maxRepeats; repeats++) {
            Optional<Duration> wait = retryAfter(response);
            if (wait.isEmpty() || waited.plus(wait.get()).compareTo(maxTotalWait) > 0) {
                return response;
            }
            pause.pause(wait.get());
            waited = waited.plus(wait.get());
            response = http.send(paid, bodyHandler);
        }
        return response;
    }

    /** The form in seconds only; a date would need the server's clock. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        if (!OUTCOME_TO_COME.contains(response.statusCode())) {
            return Optional.empty();
        }
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,9}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    }

    static void pauseOnTimer(Duration duration) throws InterruptedException {
        Executor later = CompletableFuture.delayedExecutor(duration.toMillis(), TimeUnit.MILLISECONDS);
        try {
            CompletableFuture.runAsync(() -> {}, later).get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("Doing nothing can't fail", impossible);
        }
    }

    @Override
    public String toString() {
        return "PayingHttpClient" + payers;
    }
}
