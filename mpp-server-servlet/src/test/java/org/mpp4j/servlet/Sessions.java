package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.gate.Offer;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.testkit.SandboxSession;

/** A shop that sells by the unit for play money, at 10 base units each, and a client that pays as it goes. */
final class Sessions implements AutoCloseable {

    static final int PRICE = 10;
    private static final AtomicInteger COUNT = new AtomicInteger();

    final Shop shop = Shop.plan();
    final SandboxSession rail = new SandboxSession(new InMemorySessionStore(), shop.clock);
    final HttpClient http = HttpClient.newHttpClient();

    Offer perUnit() {
        return Offer.of(rail, OfferTerms.of(Price.of("0.00001")).per("token"));
    }

    Sessions sell(String path, Shop.Handler handler) throws Exception {
        shop.servlet("metered", handler, path)
                .filter(filter -> filter.price(path, perUnit()))
                .open();
        return this;
    }

    Client client(String path) throws Exception {
        return new Client(path, shop.get(path).assertChallenged().challenges().get(0));
    }

    /** A client with a session of its own. */
    final class Client {

        final String session;
        private final String path;
        private final Challenge challenge;

        Client(String path, Challenge challenge) {
            this(path, challenge, "session-of-a-test-" + COUNT.incrementAndGet());
        }

        private Client(String path, Challenge challenge, String session) {
            this.path = path;
            this.challenge = challenge;
            this.session = session;
        }

        private String credential(JsonObject payload) {
            return PaymentAuthorization.format(Credential.of(challenge, "did:test:alice", payload));
        }

        private HttpRequest.Builder authorizing(HttpRequest.Builder request, long total) {
            return request.setHeader("Authorization", credentialFor(total));
        }

        String credentialFor(long total) {
            return credential(SandboxSession.authorize(session, BigInteger.valueOf(total)));
        }

        Answer get(long total) throws Exception {
            return shop.send(authorizing(shop.request(path), total));
        }

        /** A request with a key, so that asking again isn't a request of its own. */
        Answer get(long total, String idempotencyKey) throws Exception {
            return shop.send(authorizing(shop.request(path), total).setHeader("Idempotency-Key", idempotencyKey));
        }

        /** The same session, asking for something else. */
        Client at(String otherPath) {
            return new Client(otherPath, challenge, session);
        }

        /** Authorizes more with a request of its own. */
        Answer tell(String method, long total) throws Exception {
            return shop.send(
                    authorizing(shop.request(path), total).method(method, HttpRequest.BodyPublishers.noBody()));
        }

        Answer close() throws Exception {
            return shop.send(shop.request(path)
                    .setHeader("Authorization", credential(SandboxSession.close(session)))
                    .POST(HttpRequest.BodyPublishers.noBody()));
        }

        Events stream(long total) throws Exception {
            HttpResponse<InputStream> answer =
                    http.send(authorizing(shop.request(path), total).build(), BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            return new Events(answer);
        }

        SessionAccount account() {
            return rail.account(session).orElseThrow();
        }

        long spent() {
            return account().spent().longValueExact();
        }
    }

    /** Server-sent events as they come. */
    static final class Events implements AutoCloseable {

        record Event(String name, String data) {}

        final HttpResponse<InputStream> answer;
        private final InputStream body;
        private final BufferedReader lines;

        Events(HttpResponse<InputStream> answer) {
            this.answer = answer;
            this.body = answer.body();
            this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        }

        /** The next one; null at the end. */
        Event next() throws IOException {
            String name = "";
            List<String> data = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    return new Event(name, String.join("\n", data));
                }
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.add(line.substring(6));
                }
            }
            return null;
        }

        List<String> messages(int count) throws IOException {
            List<String> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Event event = next();
                assertThat(event.name()).isEqualTo("message");
                messages.add(event.data());
            }
            return messages;
        }

        JsonObject assertNext(String name) throws IOException {
            Event event = next();
            assertThat(event).isNotNull();
            assertThat(event.name()).isEqualTo(name);
            return JsonObject.parse(event.data());
        }

        void assertEnd() throws IOException {
            assertThat(next()).isNull();
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    @Override
    public void close() {
        rail.close();
        shop.close();
    }
}
