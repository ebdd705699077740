package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;
import org.mpp4j.testkit.SandboxPayer;

/**
 * Someone who pays, and who never pays twice: if the answer to a paid request is lost, the same credential is sent again.
 * Thread-safe.
 */
final class Customer {

    /** What a proxy says if the instance behind it has died under the request. */
    private static final int BAD_GATEWAY = 502;

    private static final int MOST_REPEATS = 120;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PayingHttpClient paying = PayingHttpClient.builder()
            .payer(SandboxPayer.named("alice"))
            .limit("tusd", Amount.ofBaseUnits(20_000)) // never more than 0.02 for one request
            .httpClient(http)
            .repeats(MOST_REPEATS, LONGEST_WAIT)
            .build();

    /**
     * What was bought.
     *
     * @param asked the 402 that told the price
     * @param credential what paid for it
     * @param answer the last one
     */
    record Purchase(HttpResponse<String> asked, Credential credential, HttpResponse<String> answer) {}

    /** Asks, is told the price, pays, and gets what was paid for. */
    Purchase buy(URI resource) throws IOException, InterruptedException {
        PaidResponse<String> paid = paying.send(HttpRequest.newBuilder(resource).build(), BodyHandlers.ofString());
        Optional<Credential> credential = paid.credential();
        Optional<HttpResponse<String>> asked = paid.paymentRequired();
        if (credential.isEmpty() || asked.isEmpty()) {
            throw new IllegalStateException(
                    "Nothing was paid: " + paid + paid.unpaidBecause().orElse(""));
        }
        HttpResponse<String> answer = paid.response();
        for (int repeats = 0; answer.statusCode() == BAD_GATEWAY && repeats < MOST_REPEATS; repeats++) {
            answer = present(resource, credential.get());
        }
        return new Purchase(asked.get(), credential.get(), answer);
    }

    /** Sends a credential, whether or not it was sent before. */
    HttpResponse<String> present(URI resource, Credential credential) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(resource)
                .header(PaymentAuthorization.HEADER, PaymentAuthorization.format(credential))
                .build();
        return paying.send(request, BodyHandlers.ofString()).response();
    }

    @Override
    public String toString() {
        return "Customer";
    }
}
