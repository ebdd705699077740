package org.mpp4j.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.Choice.Candidate;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;

/** One call of a client: a request, at most one payment, a response. */
final class Purchase<T> {

    private static final String ALREADY_PAID =
            "The request was paid for already, and no request is paid for more than once";

    private final ClientSettings settings;
    private final BodyHandler<T> callers;
    private final BodyHandler<HeldBody<T>> handler;

    /** What was sent last; redirects change it. */
    private HttpRequest request;

    private @Nullable Credential credential;
    private boolean moneySent;
    private int proofs;

    Purchase(ClientSettings settings, HttpRequest request, BodyHandler<T> callers) {
        this.settings = settings;
        this.request = request;
        this.callers = callers;
        this.handler = HeldBody.handler(callers);
    }

    PaidResponse<T> make() throws IOException, InterruptedException {
        boolean paidByCaller = carriesCredential(request);
        HttpResponse<HeldBody<T>> response =
                paidByCaller ? sendUntilAnswered(null) : sendOnce(PaymentAuthorization.HEADER);
        HttpResponse<HeldBody<T>> first =
                response.statusCode() == HeldBody.PAYMENT_REQUIRED && !paidByCaller ? response : null;
        while (response.statusCode() == HeldBody.PAYMENT_REQUIRED) {
            if (paidByCaller || moneySent) {
                return finish(response, first, ALREADY_PAID);
            }
            if (proofs >= settings.maxProofs()) {
                return finish(response, first, "The server asks for proof after proof");
            }
            Choice choice = Choice.among(response, request, settings);
            Candidate paid = payOneOf(choice);
            if (paid == null) {
                return finish(response, first, choice.reasons());
            }
            response = sendUntilAnswered(paid);
        }
        return finish(response, first, null);
    }

    private static boolean carriesCredential(HttpRequest request) {
        return !PaymentAuthorization.tokens(request.headers().allValues(PaymentAuthorization.HEADER))
                        .isEmpty()
                || !PaymentAuthorization.tokens(request.headers().allValues(PaymentAuthorization.ALTERNATIVE_HEADER))
                        .isEmpty();
    }

    /** Pays the first candidate that the limits and the confirmation let pass, and puts the credential into the request. */
    private @Nullable Candidate payOneOf(Choice choice) {
        for (Candidate candidate : choice.candidates()) {
            SpendingLimits.Decision decision = settings.limits().reserve(candidate.demand());
            if (decision instanceof SpendingLimits.Refused refused) {
                choice.leave(candidate.offer() + ": " + refused.reason());
                continue;
            }
            SpendingLimits.Reserved reserved = (SpendingLimits.Reserved) decision;
            Optional<String> objection = unconfirmed(candidate, reserved);
            if (objection.isPresent()) {
                reserved.release();
                choice.leave(objection.get());
                continue;
            }
            try {
                credential = candidate.payer().pay(candidate.challenge());
            } catch (PaymentFailedException failed) {
                if (!failed.mayBePaid()) {
                    reserved.release();
                    choice.leave(candidate.offer() + ": " + failed.getMessage());
                    continue;
                }
                throw failed;
            } finally {
                // Unless it was given back: whatever else happened, the payment may have been made.
                reserved.commit();
            }
            if (candidate.demand().isProof()) {
                proofs++;
            } else {
                moneySent = true;
            }
            request = withCredential(candidate, credential);
            return candidate;
        }
        return null;
    }

    private Optional<String> unconfirmed(Candidate candidate, SpendingLimits.Reserved reserved) {
        PaymentConfirmation confirmation = settings.confirmation();
        if (confirmation == null) {
            return Optional.empty();
        }
        boolean confirmed;
        try {
            confirmed = confirmation.confirms(
                    new ProposedPayment(request.uri(), candidate.challenge(), candidate.demand()));
        } catch (RuntimeException | Error failed) {
            reserved.release();
            throw failed;
        }
        if (!confirmed) {
            return Optional.of(candidate.offer() + " was not confirmed");
        }
        return candidate.isExpired(settings.clock().instant())
                ? Optional.of("The challenge " + candidate.offer() + " expired before it was confirmed")
                : Optional.empty();
    }

    private HttpRequest withCredential(Candidate candidate, Credential answer) {
        String field = candidate.credentialField();
        return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase(field))
                .setHeader(field, PaymentAuthorization.format(answer))
                .build();
    }

    /** Sends the paid request until there is an answer. Always the same credential, which pays once however often it is sent. */
    private HttpResponse<HeldBody<T>> sendUntilAnswered(@Nullable Candidate paid)
            throws IOException, InterruptedException {
        String field = paid == null ? PaymentAuthorization.HEADER : paid.credentialField();
        HttpRequest withCredential = request;
        Duration waited = Duration.ZERO;
        for (int repeats = 0; ; repeats++) {
            request = withCredential;
            HttpResponse<HeldBody<T>> response = null;
            IOException failure = null;
            Duration wait;
            try {
                response = sendOnce(field);
                Optional<Duration> asked = settings.patience().waitAfter(response, repeats);
                if (asked.isEmpty()) {
                    return response;
                }
                wait = asked.get();
            } catch (IOException failed) {
                failure = failed;
                wait = settings.patience().waitAfterFailure(repeats);
            }
            waited = waited.plus(wait);
            if (repeats >= settings.patience().repeats()
                    || waited.compareTo(settings.patience().total()) > 0) {
                return responseOr(response, failure, withCredential, paid);
            }
            settings.patience().pause(wait);
        }
    }

    private static <R> R responseOr(
            @Nullable R response, @Nullable IOException failure, HttpRequest sent, @Nullable Candidate paid)
            throws IOException {
        if (response != null) {
            return response;
        }
        IOException last = failure == null ? new IOException("no answer") : failure;
        throw paid == null ? last : new UnansweredPaymentException(sent, paid.challenge(), last);
    }

    /** Sends the request and follows redirects, without the credential when they lead elsewhere. */
    private HttpResponse<HeldBody<T>> sendOnce(String credentialField) throws IOException, InterruptedException {
        HttpResponse<HeldBody<T>> response = settings.http().send(request, handler);
        for (int followed = 0; followed < settings.maxRedirects(); followed++) {
            Optional<HttpRequest> next = Redirects.next(request, response, credentialField);
            if (next.isEmpty()) {
                return response;
            }
            request = next.get();
            response = settings.http().send(request, handler);
        }
        return response;
    }

    private PaidResponse<T> finish(
            HttpResponse<HeldBody<T>> last, @Nullable HttpResponse<HeldBody<T>> first, @Nullable String unpaidBecause)
            throws IOException {
        Supplier<HttpResponse<T>> asked = first == null
                ? null
                : () -> {
                    try {
                        return unheld(first);
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                };
        return new PaidResponse<>(unheld(last), asked, credential, unpaidBecause);
    }

    private HttpResponse<T> unheld(HttpResponse<HeldBody<T>> response) throws IOException {
        HeldBody<T> held = response.body();
        if (held instanceof HeldBody.Kept<T> kept) {
            return new AsBody<>(response, kept.passTo(callers));
        }
        return new AsBody<>(response, held instanceof HeldBody.Passed<T> passed ? passed.body() : null);
    }
}
