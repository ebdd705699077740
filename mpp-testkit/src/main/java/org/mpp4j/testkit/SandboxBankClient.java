package org.mpp4j.testkit;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.JsonObject;

/** A customer of a {@link SandboxBank}. */
final class SandboxBankClient implements SandboxBook {

    private final URI bank;
    private final Duration deadline;
    private final HttpClient client;

    SandboxBankClient(URI bank, Duration deadline) {
        if (!"http".equals(bank.getScheme())
                || bank.getHost() == null
                || !bank.getRawPath().matches("/?")) {
            throw new ConfigurationException(
                    "The sandbox bank is found at a URI such as http://127.0.0.1:8099, without a" + " path, got " + bank
                            + "; use SandboxBank.uri()");
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new ConfigurationException(
                    "The deadline of the sandbox bank is longer than nothing, got " + deadline + "; try PT2S");
        }
        this.bank = bank;
        this.deadline = deadline;
        // Connecting has less time than the whole, so that a bank that isn't there is told from one that doesn't
        // answer.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(deadline.dividedBy(2))
                .build();
    }

    @Override
    public Optional<SandboxLedger.Entry> find(String challengeId) throws Unanswered {
        HttpResponse<String> answer = ask(request(challengeId).GET().build());
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(read(challengeId, answer, 200));
    }

    @Override
    public SandboxLedger.Entry move(SandboxLedger.Entry wanted) throws Unanswered {
        String transfer = SandboxBankWire.write(wanted).toCanonicalString();
        HttpRequest request = request(wanted.challengeId())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(transfer))
                .build();
        return read(wanted.challengeId(), ask(request), 201);
    }

    private HttpRequest.Builder request(String challengeId) {
        // Not resolved against the bank, because that would take an id of dots for a way up.
        return HttpRequest.newBuilder(
                URI.create("http://" + bank.getRawAuthority() + SandboxBankWire.pathOf(challengeId)));
    }

    private HttpResponse<String> ask(HttpRequest request) throws Unanswered {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, BodyHandlers.ofString());
        try {
            return answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new Unanswered("The sandbox bank can't be reached", failed, !isCertainlyUnsent(failed.getCause()));
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new Unanswered("The sandbox bank did not answer within " + deadline, late, true);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Unanswered("Waiting for the sandbox bank was interrupted", interrupted, true);
        }
    }

    private static boolean isCertainlyUnsent(@Nullable Throwable cause) {
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
    }

    private static SandboxLedger.Entry read(String challengeId, HttpResponse<String> answer, int expectedStatus)
            throws Unanswered {
        if (answer.statusCode() != expectedStatus) {
            throw new Unanswered(
                    "The sandbox bank is out of order",
                    new IOException("It answered with status " + answer.statusCode()),
                    true);
        }
        try {
            return SandboxBankWire.read(challengeId, JsonObject.parse(answer.body()));
        } catch (RuntimeException malformed) {
            throw new Unanswered("The sandbox bank answered something else than a transfer", malformed, true);
        }
    }
}
