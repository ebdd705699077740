package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.lightning.LightningBackend;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.lightning.node.NodeFront;
import org.mpp4j.lightning.node.PaperChannel;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.store.InMemoryStores;

/**
 * What sessions on Lightning look like on the wire, from a Tomcat: the order of events in a stream, and the answers to
 * credentials that only manage a session (draft-lightning-session sections "Streaming and Per-Chunk Billing", "TopUp Action",
 * "Close Action" and "Receipt").
 */
final class LightningHttpIT {

    private static final int PRICE = 3;
    private static final int DEPOSIT = 60;
    private static final int UNITS = DEPOSIT / PRICE;
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    private record Event(String name, String data) {

        static Event token(int number) {
            return new Event("message", "token " + number);
        }
    }

    private final PaperChannel wallets = new PaperChannel(InstantSource.system());
    private final NodeFront node = NodeFront.of(LightningBackend.LND, wallets);
    private final InMemoryStores stores = new InMemoryStores();
    private final LightningSession sessions = LightningSession.builder()
            .node(node.client())
            .network(LightningNetwork.REGTEST)
            .stores(stores)
            .build();
    private final PaymentGate gate = PaymentGate.builder(PaidApi.REALM, ChallengeKeys.of(PaidApi.SECRET))
            .stores(stores)
            .build();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TomcatShop shop;
    private PaidSession session;

    @AfterEach
    void close() {
        if (shop != null) {
            shop.close();
        }
        gate.close();
        sessions.close();
        node.close();
    }

    /** A shop that waits so long for a top-up, and a session that is paid for. */
    private void open(Duration patience) throws Exception {
        Offer perToken = Offer.of(
                sessions, OfferTerms.of(Price.of(Integer.toString(PRICE))).per("token"));
        shop = new TomcatShop(perToken, gate, new TokenServlet(patience));
        session = LightningSessionPayer.with(wallets.customer(), LightningNetwork.REGTEST)
                .limit(10 * DEPOSIT)
                .open(challenge());
    }

    private HttpRequest.Builder request(int tokens) {
        return HttpRequest.newBuilder(URI.create(shop.url() + "?tokens=" + tokens))
                .timeout(LONG);
    }

    private HttpRequest.Builder request(int tokens, Credential credential) {
        return request(tokens).setHeader("Authorization", PaymentAuthorization.format(credential));
    }

    private Challenge challenge() throws Exception {
        return WwwAuthenticate.parse(http.send(request(1).build(), BodyHandlers.discarding())
                        .headers()
                        .allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    private HttpResponse<Stream<String>> stream(int tokens) throws Exception {
        return http.send(request(tokens, session.credential(challenge())).build(), BodyHandlers.ofLines());
    }

    private HttpResponse<String> manage(Credential credential) throws IOException, InterruptedException {
        return http.send(request(1, credential).build(), BodyHandlers.ofString());
    }

    private static Receipt receipt(HttpResponse<?> answer) {
        return Receipt.parse(answer.headers().firstValue(Receipt.HEADER).orElseThrow());
    }

    private static List<Event> next(Iterator<String> lines, int count) {
        List<Event> events = new ArrayList<>();
        while (events.size() < count && lines.hasNext()) {
            String name = lines.next();
            assertThat(name).startsWith("event: ");
            String data = lines.next();
            assertThat(data).startsWith("data: ");
            assertThat(lines.next()).isEmpty();
            events.add(new Event(name.substring("event: ".length()), data.substring("data: ".length())));
        }
        return events;
    }

    private static List<Event> tokens(int from, int to) {
        return IntStream.range(from, to).mapToObj(Event::token).toList();
    }

    private String balance(int spent) {
        return "{\"balanceRequired\":" + PRICE + ",\"balanceSpent\":" + spent + ",\"sessionId\":\"" + session.id()
                + "\"}";
    }

    private void assertReceipt(Event event, int units) {
        assertThat(event.name()).isEqualTo("payment-receipt");
        JsonObject receipt = JsonObject.parse(event.data());
        assertThat(receipt.requireString("method")).isEqualTo("lightning");
        assertThat(receipt.requireString("reference")).isEqualTo(session.id().hex());
        assertThat(receipt.requireString("status")).isEqualTo("success");
        assertThat(receipt.requireString("timestamp")).endsWith("Z");
        assertThat(receipt.integer("spent")).hasValue((long) units * PRICE);
        assertThat(receipt.integer("units")).hasValue(units);
    }

    /** As the draft has it: 200, JSON, never kept by others, with a receipt for the session. */
    private JsonObject assertManaged(HttpResponse<String> answer, String body) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("private");
        assertThat(answer.headers().firstValue(WwwAuthenticate.HEADER)).isEmpty();
        assertThat(answer.body()).isEqualTo(body);
        JsonObject receipt = receipt(answer).json();
        assertThat(receipt.requireString("method")).isEqualTo("lightning");
        assertThat(receipt.requireString("reference")).isEqualTo(session.id().hex());
        assertThat(receipt.requireString("status")).isEqualTo("success");
        assertThat(receipt.requireString("timestamp")).endsWith("Z");
        return receipt;
    }

    @Test
    void aStreamGoesOnAfterATopUpAndEndsWithItsReceiptAndDone() throws Exception {
        open(LONG);
        HttpResponse<Stream<String>> answer = stream(UNITS + 5);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        assertThat(receipt(answer).reference()).isEqualTo(session.id().hex());
        Iterator<String> lines = answer.body().iterator();
        assertThat(next(lines, UNITS)).isEqualTo(tokens(0, UNITS));
        assertThat(next(lines, 1)).containsExactly(new Event("payment-need-topup", balance(DEPOSIT)));

        assertManaged(manage(session.topUp(challenge())), "{\"status\":\"ok\"}");

        assertThat(next(lines, 5)).isEqualTo(tokens(UNITS, UNITS + 5));
        List<Event> end = next(lines, 3);
        assertThat(end).hasSize(2);
        assertReceipt(end.get(0), UNITS + 5);
        assertThat(end.get(1)).isEqualTo(new Event("message", "[DONE]"));
    }

    @Test
    void aStreamWhoseClientTopsUpTooLateEndsWithItsReceiptAndSessionTimeout() throws Exception {
        open(SHORT);
        Iterator<String> lines = stream(UNITS + 5).body().iterator();
        assertThat(next(lines, UNITS)).isEqualTo(tokens(0, UNITS));

        List<Event> end = next(lines, 4);

        assertThat(end).hasSize(3); // and no [DONE], as it isn't
        assertThat(end.get(0)).isEqualTo(new Event("payment-need-topup", balance(DEPOSIT)));
        assertReceipt(end.get(1), UNITS);
        assertThat(end.get(2)).isEqualTo(new Event("session-timeout", balance(DEPOSIT)));

        assertManaged(manage(session.topUp(challenge())), "{\"status\":\"ok\"}");
        List<Event> again = next(stream(2).body().iterator(), 5);
        assertThat(again.subList(0, 2)).isEqualTo(tokens(0, 2));
        assertReceipt(again.get(2), 2);
        assertThat(again.subList(3, again.size())).containsExactly(new Event("message", "[DONE]"));
    }

    @Test
    void aTopUpIsAnsweredTheSameAgainAndCreditedOnce() throws Exception {
        open(LONG);
        stream(1).body().close();
        Credential topUp = session.topUp(challenge());

        JsonObject receipt = assertManaged(manage(topUp), "{\"status\":\"ok\"}");
        assertThat(receipt.names()).doesNotContain("refundSats", "refundStatus");
        assertManaged(manage(topUp), "{\"status\":\"ok\"}");
        assertManaged(
                http.send(request(1, topUp).POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString()),
                "{\"status\":\"ok\"}");
        HttpResponse<String> head = http.send(
                request(1, topUp).method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertManaged(head, "");

        assertThat(sessions.account(session.id()).orElseThrow().authorized()).isEqualTo(2 * DEPOSIT);
    }

    @Test
    void aCloseTellsTheRefundInBodyAndReceiptAndTheSameAgain() throws Exception {
        open(LONG);
        assertThat(next(stream(4).body().iterator(), 6)).startsWith(Event.token(0));
        Credential close = session.close(challenge());

        for (int i = 0; i < 2; i++) {
            JsonObject receipt = assertManaged(
                    manage(close), "{\"refundSats\":48,\"refundStatus\":\"succeeded\",\"status\":\"closed\"}");
            assertThat(receipt.integer("refundSats")).hasValue(48);
            assertThat(receipt.requireString("refundStatus")).isEqualTo("succeeded");
        }
        assertThat(wallets.returned()).isEqualTo(48_000);

        HttpResponse<String> bearer = manage(session.credential(challenge()));
        assertThat(bearer.statusCode()).isEqualTo(402);
        assertThat(bearer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(bearer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(JsonObject.parse(bearer.body()).requireString("type"))
                .isEqualTo("https://paymentauth.org/problems/lightning/session-closed");
        assertThat(bearer.headers().firstValue(Receipt.HEADER)).isEmpty();
    }

    @Test
    void aCloseOfWhatIsSpentSaysThatNothingWasToBePaidBack() throws Exception {
        open(LONG);
        assertThat(next(stream(UNITS).body().iterator(), UNITS + 2)).hasSize(UNITS + 2);

        JsonObject receipt = assertManaged(
                manage(session.close(challenge())),
                "{\"refundSats\":0,\"refundStatus\":\"skipped\",\"status\":\"closed\"}");

        assertThat(receipt.integer("refundSats")).hasValue(0);
        assertThat(receipt.requireString("refundStatus")).isEqualTo("skipped");
        assertThat(wallets.returned()).isZero();
    }

    @Test
    void closingAStreamsSessionEndsItWithoutSessionTimeout() throws Exception {
        open(LONG);
        Iterator<String> lines = stream(UNITS + 5).body().iterator();
        assertThat(next(lines, UNITS + 1)).endsWith(new Event("payment-need-topup", balance(DEPOSIT)));

        assertManaged(
                manage(session.close(challenge())),
                "{\"refundSats\":0,\"refundStatus\":\"skipped\",\"status\":\"closed\"}");

        List<Event> end = next(lines, 2);
        assertThat(end).hasSize(1);
        assertReceipt(end.get(0), UNITS);
    }
}
