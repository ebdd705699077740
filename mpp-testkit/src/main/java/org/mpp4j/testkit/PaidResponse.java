package org.mpp4j.testkit;

import java.net.http.HttpResponse;
import java.util.Optional;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

/**
 * What became of a request of {@link PayingHttpClient}.
 *
 * @param response the final one
 * @param paymentRequired the 402 that came first, if one came
 * @param credential what was sent to pay, if anything; it is worth money until the server has used it
 * @param unpaidBecause why no challenge of the 402 was answered, if none was
 * @param <T> the type of the body
 * @since 0.1
 */
public record PaidResponse<T>(
        HttpResponse<T> response,
        Optional<HttpResponse<T>> paymentRequired,
        Optional<Credential> credential,
        Optional<String> unpaidBecause) {

    /**
     * The status of the final response.
     *
     * @return for example 200
     */
    public int statusCode() {
        return response.statusCode();
    }

    /**
     * The body of the final response.
     *
     * @return as the body handler made it
     */
    public T body() {
        return response.body();
    }

    /**
     * A field of the final response.
     *
     * @param name in any case
     * @return its first value, if it is there
     */
    public Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /**
     * The challenge that was answered.
     *
     * @return empty if nothing was sent to pay
     */
    public Optional<Challenge> challenge() {
        return credential.map(Credential::challenge);
    }

    /**
     * The confirmation of the payment.
     *
     * @return empty if the final response has none
     * @throws ProtocolException if it has one that can't be read
     */
    public Optional<Receipt> receipt() {
        return header(Receipt.HEADER).map(Receipt::parse);
    }

    /** The status, and whether it was paid for. */
    @Override
    public String toString() {
        return "PaidResponse[" + statusCode() + (credential.isPresent() ? ", paid" : ", not paid") + "]";
    }
}
