package org.mpp4j.testkit;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Optional;

/**
 * {@link org.mpp4j.client.PayingHttpClient} as tests and demos want it: with limits in currencies whatever the payment method,
 * and everything that was said on the way. It answers the first challenge of a 402 that one of its payers can answer within the
 * limits, and sends the request once more with the credential.
 *
 * <p>For one call it pays at most once: a second 402 is the answer. When a paid request is answered with 503 or 409 and
 * {@code Retry-After}, or not at all, the same credential is sent again, a limited number of times.
 *
 * <p>It pays nothing in a currency without a limit, and nothing over plain HTTP except to this machine. Thread-safe.
 *
 * @since 0.1
 */
public final class PayingHttpClient {

    private final org.mpp4j.client.PayingHttpClient client;

    PayingHttpClient(org.mpp4j.client.PayingHttpClient client) {
        this.client = client;
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
        org.mpp4j.client.PaidResponse<T> last = client.send(request, bodyHandler);
        Optional<String> unpaidBecause = last.credential().isPresent() ? Optional.empty() : last.unpaidBecause();
        return new PaidResponse<>(last, last.paymentRequired(), last.credential(), unpaidBecause);
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
