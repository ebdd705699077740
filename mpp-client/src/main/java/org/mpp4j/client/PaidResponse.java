package org.mpp4j.client;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

/**
 * What became of a request of {@link PayingHttpClient}: the final response, and what was paid for it.
 *
 * @param <T> the type of the body
 * @since 0.1
 */
public final class PaidResponse<T> extends ForwardedResponse<T> {

    private final HttpResponse<T> response;
    private final @Nullable Supplier<HttpResponse<T>> paymentRequired;
    private final @Nullable Credential credential;
    private final @Nullable String unpaidBecause;

    PaidResponse(
            HttpResponse<T> response,
            @Nullable Supplier<HttpResponse<T>> paymentRequired,
            @Nullable Credential credential,
            @Nullable String unpaidBecause) {
        super(response);
        this.response = response;
        this.paymentRequired = paymentRequired;
        this.credential = credential;
        this.unpaidBecause = unpaidBecause;
    }

    /**
     * The confirmation of the payment (draft-httpauth-payment section "Payment-Receipt Header"). It is what the server says.
     *
     * @return empty if the final response has none
     * @throws ProtocolException if it has one that can't be read
     */
    public Optional<Receipt> receipt() {
        return headers().firstValue(Receipt.HEADER).map(Receipt::parse);
    }

    /**
     * The challenge that was answered.
     *
     * @return empty if nothing was sent to pay
     */
    public Optional<Challenge> challenge() {
        return credential().map(Credential::challenge);
    }

    /**
     * What was sent to pay. It is worth money until the server has used it.
     *
     * @return empty if nothing was sent to pay
     */
    public Optional<Credential> credential() {
        return Optional.ofNullable(credential);
    }

    /**
     * The 402 that came first. Its body is given to the body handler now, so with a handler that writes files rather look at
     * its header only through {@link #challenge}.
     *
     * @return empty if none came
     * @throws UncheckedIOException if its body was too long, or the handler fails
     */
    public Optional<HttpResponse<T>> paymentRequired() {
        return Optional.ofNullable(paymentRequired).map(Supplier::get);
    }

    /**
     * Why the last 402 was not answered, for people.
     *
     * @return empty if the final response isn't a 402
     */
    public Optional<String> unpaidBecause() {
        return Optional.ofNullable(unpaidBecause);
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return response.previousResponse();
    }

    @Override
    public T body() {
        return response.body();
    }

    /** The status, and whether it was paid for. */
    @Override
    public String toString() {
        return "PaidResponse[" + statusCode() + (credential != null ? ", paid" : ", not paid") + "]";
    }
}
