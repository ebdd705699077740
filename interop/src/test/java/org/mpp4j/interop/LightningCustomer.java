package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;

/**
 * Buys tokens from a session on Lightning, from a shop that may be killed at any time: whatever isn't answered is asked again
 * with the same credential. Keeps the books of it. Not thread-safe.
 */
final class LightningCustomer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOKEN = "data: token ";
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    /** A shop from its start until it is killed. Each is one of its own, even if it listens where another did. Thread-safe. */
    static final class Shop {

        private final URI url;
        private volatile boolean isKilled;

        Shop(URI url) {
            this.url = url;
        }

        /** To be said before it is done, so that nobody is cut off without it. */
        void aboutToBeKilled() {
            isKilled = true;
        }
    }

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Supplier<Shop> shop;
    private final LightningSessionPayer payer;

    private PaidSession session;
    private int tokens;
    private final Set<Shop> cutOffBy = new HashSet<>();

    LightningCustomer(Supplier<Shop> shop, LightningSessionPayer payer) {
        this.shop = shop;
        this.payer = payer.limit(10_000);
    }

    PaidSession session() {
        return session;
    }

    /** How many have come. */
    int tokens() {
        return tokens;
    }

    /** How many shops were killed while this customer may have been asking them for tokens. */
    int cutOff() {
        return cutOffBy.size();
    }

    /** Opens a session, and buys so many, with as many top-ups as that needs. */
    void buy(int wanted) {
        Challenge first = challenge();
        session = payer.open(first);
        Credential credential = session.open();
        while (tokens < wanted) {
            if (stream(credential, wanted - tokens)) {
                credential = session.credential(challenge());
            }
        }
    }

    /** Closes the session, and checks what the shop says of the refund: it is told once and for all. */
    JsonObject close() {
        Credential close = session.close(challenge());
        JsonObject told = manage(close);
        assertThat(told.requireString("status")).isEqualTo("closed");
        assertThat(manage(close)).isEqualTo(told);
        return told;
    }

    /** False if it has to be asked for again with the same credential. */
    private boolean stream(Credential credential, int count) {
        int before = tokens;
        Shop asked = shop.get();
        try {
            HttpResponse<Stream<String>> answer =
                    http.send(request(asked, Optional.of(credential), count), BodyHandlers.ofLines());
            if (answer.statusCode() == 200) {
                return read(answer.body().iterator()) && tokens - before == count;
            }
            String problem = String.join("\n", answer.body().toList());
            if (answer.statusCode() == 402) {
                assertThat(problem).contains("insufficient-balance");
                topUp();
                return false;
            }
            assertThat(answer.statusCode()).as(problem).isIn(409, 503);
        } catch (UncheckedIOException amidst) {
            cutOff(asked, amidst.getCause());
            cutOffBy.add(asked);
        } catch (IOException earlier) {
            // Also a ConnectException: HttpClient says so, too, when it was cut off before the answer and tried again
            // by itself.
            cutOff(asked, earlier);
            cutOffBy.add(asked);
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
        pause();
        return false;
    }

    /** Only one that was killed may leave a customer without an answer, and only by closing the connection. */
    private static void cutOff(Shop asked, IOException how) {
        if (how instanceof HttpTimeoutException) {
            throw new AssertionError("The shop at " + asked.url + " didn't answer in time, killed or not", how);
        }
        if (!asked.isKilled) {
            throw new AssertionError("The shop at " + asked.url + " cut a customer off, and wasn't killed", how);
        }
    }

    private boolean read(Iterator<String> lines) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith(TOKEN)) {
                tokens++;
            } else if (line.equals("event: payment-need-topup")) {
                topUp();
            } else if (line.equals("data: [DONE]")) {
                return true;
            }
        }
        return false;
    }

    private void topUp() {
        JsonObject told = manage(session.topUp(challenge()));
        assertThat(told.requireString("status")).isEqualTo("ok");
    }

    private Challenge challenge() {
        HttpResponse<String> answer = answered(Optional.empty(), 402);
        return WwwAuthenticate.parse(answer.headers().allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    private JsonObject manage(Credential credential) {
        return JsonObject.parse(answered(Optional.of(credential), 200).body());
    }

    /** Asks until there is an answer. */
    private HttpResponse<String> answered(Optional<Credential> credential, int status) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "nothing";
        while (System.nanoTime() < end) {
            Shop asked = shop.get();
            try {
                HttpResponse<String> answer = http.send(request(asked, credential, 1), BodyHandlers.ofString());
                if (answer.statusCode() == status) {
                    return answer;
                }
                last = answer.statusCode() + " " + answer.body();
                // What is in flight is 409 until the lease of the process that died is over, and 503 while it can't be
                // told.
                // It never is a 402, which would tell to pay again.
                assertThat(answer.statusCode()).as(last).isIn(409, 503);
            } catch (IOException killed) {
                cutOff(asked, killed);
                last = killed.toString();
            } catch (InterruptedException ended) {
                throw new IllegalStateException(ended);
            }
            pause();
        }
        throw new AssertionError("No answer in " + PATIENCE + "; the last was " + last);
    }

    private HttpRequest request(Shop asked, Optional<Credential> credential, int count) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(asked.url + "?tokens=" + count))
                .timeout(PATIENCE);
        credential.ifPresent(shown -> {
            String text = PaymentAuthorization.format(shown);
            List.of("preimage", "topUpPreimage", "bindingSecret")
                    .forEach(name -> shown.payload().string(name).ifPresent(Canary::secret));
            request.header("Authorization", text);
        });
        return request.build();
    }

    private static void pause() {
        try {
            assertThat(NEVER.await(50, TimeUnit.MILLISECONDS)).isFalse();
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }
}
