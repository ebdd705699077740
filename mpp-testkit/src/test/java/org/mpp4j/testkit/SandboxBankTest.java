package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;

class SandboxBankTest {

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final SandboxBank bank = SandboxBank.start(0);

    @AfterEach
    void closeBank() {
        bank.close();
    }

    private SandboxCharge customer() {
        return SandboxCharge.builder().clock(clock).bank(bank.uri()).build();
    }

    private static VerifiedPayment payment(SandboxCharge sandbox, String challengeId) {
        Challenge challenge = Challenge.builder(
                        "test.example",
                        "sandbox",
                        "charge",
                        sandbox.prepare(OfferTerms.of(Price.of("0.01"))).request())
                .build(challengeId);
        PaymentAttempt attempt = new PaymentAttempt(SandboxPayer.named("alice").pay(challenge));
        return ((Verification.Verified) sandbox.verify(attempt)).payment();
    }

    private static void assertUnknown(Settlement settlement, boolean attempted) {
        assertThat(settlement)
                .isInstanceOfSatisfying(
                        Settlement.Unknown.class,
                        unknown -> assertThat(unknown.attempted()).isEqualTo(attempted));
    }

    private static Settlement.Settled settled(Settlement settlement) {
        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        return (Settlement.Settled) settlement;
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(bank.uri().resolve(path))
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    // Settling

    @Test
    void moneyMovesInTheBank() {
        SandboxCharge sandbox = customer();

        Settlement.Settled settled = settled(payment(sandbox, "c1").settle(false));

        assertThat(settled.receipt().reference()).isEqualTo("sandbox-c1");
        assertThat(settled.receipt().timestamp()).isEqualTo(clock.instant());
        assertThat(bank.transfers()).isOne();
        assertThat(bank.transfersFor("c1")).isOne();
        assertThat(bank.duplicates()).isEmpty();
        assertThat(sandbox.ledger().settlements()).isZero();
    }

    @Test
    void anotherProcessSettlesFromWhatItFinds() {
        settled(payment(customer(), "c1").settle(false));
        Settlement.Settled first = settled(payment(customer(), "c1").settle(true));
        clock.advance(Duration.ofMinutes(5));

        Settlement.Settled again = settled(payment(customer(), "c1").settle(true));

        assertThat(again.receipt()).isEqualTo(first.receipt());
        assertThat(bank.transfers()).isOne();
    }

    @Test
    void whatNeverArrivedIsTransferredByTheSecondAttempt() {
        settled(payment(customer(), "c1").settle(true));

        assertThat(bank.transfers()).isOne();
    }

    @Test
    void whoPaysTwiceIsFoundOut() {
        SandboxCharge sandbox = customer();
        payment(sandbox, "c1").settle(false);
        payment(sandbox, "c2").settle(false);
        payment(sandbox, "c1").settle(false);

        assertThat(bank.duplicates()).isEqualTo(Map.of("c1", 2));
        assertThat(bank.transfers()).isEqualTo(3);
    }

    @Test
    void transfersAtOnceAreAllCounted() throws InterruptedException {
        SandboxCharge sandbox = customer();

        Race.between(8, runner -> payment(sandbox, "c" + runner % 2).settle(false));

        assertThat(bank.duplicates()).isEqualTo(Map.of("c0", 4, "c1", 4));
    }

    @Test
    void aChallengeIsFoundWhateverItsIdIs() {
        for (String id : List.of("..", "a/b", "a b+c", "%2e?x=1#y", "ünï")) {
            settled(payment(customer(), id).settle(false));
            settled(payment(customer(), id).settle(true));
            assertThat(bank.transfersFor(id)).as(id).isOne();
        }
    }

    @Test
    void anAnswerThatIsLostIsFoundByTheNextAttempt() {
        SandboxCharge sandbox = customer();
        sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT);
        assertUnknown(payment(sandbox, "c1").settle(false), true);

        settled(payment(sandbox, "c1").settle(true));

        assertThat(bank.transfers()).isOne();
    }

    // A bank that fails

    @Test
    void aBankThatIsNotThereWasCertainlyNotAsked() {
        bank.close();

        assertUnknown(payment(customer(), "c1").settle(false), false);
    }

    @Test
    void aBankThatIsNotThereDoesNotUndoAnEarlierAttempt() {
        bank.close();

        assertUnknown(payment(customer(), "c1").settle(true), true);
    }

    @Test
    void aBankThatDoesNotAnswerInTimeMayHaveMovedTheMoney() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SandboxCharge sandbox = SandboxCharge.builder()
                    .bank(URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(200))
                    .build();

            assertUnknown(payment(sandbox, "c1").settle(false), true);
        }
    }

    @Test
    void aBankThatHangsUpMayHaveMovedTheMoney() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SandboxCharge sandbox = SandboxCharge.builder()
                    .bank(URI.create("http://127.0.0.1:" + rude.getLocalPort()), Duration.ofSeconds(20))
                    .build();
            CompletableFuture<Void> hangingUp = CompletableFuture.runAsync(() -> {
                try (Socket caller = rude.accept()) {
                    assertThat(caller.getInputStream().read()).isEqualTo('P');
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });

            assertUnknown(payment(sandbox, "c1").settle(false), true);
            hangingUp.get();
        }
    }

    @Test
    void anAnswerThatIsNoTransferLeavesItUnknown() {
        try (CannedBank canned = new CannedBank("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}")) {
            SandboxCharge sandbox = SandboxCharge.builder().bank(canned.uri()).build();

            assertUnknown(payment(sandbox, "c1").settle(false), true);
        }
        try (CannedBank canned = new CannedBank("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")) {
            SandboxCharge sandbox = SandboxCharge.builder().bank(canned.uri()).build();

            assertUnknown(payment(sandbox, "c1").settle(false), true);
        }
    }

    /** Gives one answer, whatever it is asked. */
    private static final class CannedBank implements AutoCloseable {

        private final ServerSocket socket;
        private final CompletableFuture<Void> answering;

        CannedBank(String answer) {
            try {
                this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            } catch (IOException unable) {
                throw new UncheckedIOException(unable);
            }
            this.answering = CompletableFuture.runAsync(() -> {
                try (Socket caller = socket.accept()) {
                    readRequest(caller);
                    caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }

        /** To the end of its JSON, or closing would cut the answer off. */
        private static void readRequest(Socket caller) throws IOException {
            int next;
            do {
                next = caller.getInputStream().read();
            } while (next >= 0 && next != '}');
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }

        @Override
        public void close() {
            answering.join();
            try {
                socket.close();
            } catch (IOException unable) {
                throw new UncheckedIOException(unable);
            }
        }
    }

    // Over HTTP

    @Test
    void itIsAskedOverHttp() throws Exception {
        String transfer = "{\"amount\":\"5\",\"payer\":\"p\",\"settledAt\":\"2026-01-31T12:00:00Z\"}";
        assertThat(send("GET", "/transfers/c1", "").statusCode()).isEqualTo(404);

        assertThat(send("POST", "/transfers/c1", transfer).statusCode()).isEqualTo(201);
        assertThat(send("POST", "/transfers/c1", transfer.replace("\"5\"", "\"6\""))
                        .body())
                .isEqualTo("{\"amount\":\"6\",\"count\":2,\"payer\":\"p\",\"settledAt\":\"2026-01-31T12:00:00Z\"}");

        assertThat(send("GET", "/transfers/c1", "").body())
                .isEqualTo("{\"amount\":\"5\",\"count\":2,\"payer\":\"p\",\"settledAt\":\"2026-01-31T12:00:00Z\"}");
        assertThat(send("GET", "/transfers", "").body()).isEqualTo("{\"count\":2,\"duplicates\":{\"c1\":2}}");
    }

    @Test
    void whatItDoesNotUnderstandMovesNothing() throws Exception {
        assertThat(send("POST", "/transfers/c1", "{}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/transfers/c1", "no").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/transfers", "{}").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/transfers/c1", "").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/transfersX", "").statusCode()).isEqualTo(404);

        assertThat(bank.transfers()).isZero();
    }

    @Test
    void itListensOnLoopbackOnlyAndTellsWhenItsPortIsTaken() {
        assertThat(InetAddress.getLoopbackAddress().getHostAddress())
                .isEqualTo(bank.uri().getHost());
        assertThatThrownBy(() -> SandboxBank.start(bank.port()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("The sandbox bank can't listen at port " + bank.port());
    }

    @Test
    void aUriThatIsNoBankIsRefusedAtOnce() {
        for (String uri : List.of("https://127.0.0.1:1", "http:///x", "http://127.0.0.1:1/transfers", "bank")) {
            assertThatThrownBy(() -> SandboxCharge.builder().bank(URI.create(uri)))
                    .as(uri)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("got " + uri);
        }
        assertThatThrownBy(() -> SandboxCharge.builder().bank(bank.uri(), Duration.ZERO))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("got PT0S");
    }
}
