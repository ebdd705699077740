package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;

/** Streams of events that are charged one by one. */
@ContainerTest
class MeteredSseTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static Sessions selling(Shop.Handler handler) throws Exception {
        return new Sessions().sell("/stream", handler);
    }

    private static void send(MeteredSse events, int from, int to) {
        for (int i = from; i < to; i++) {
            events.send("token " + i);
        }
    }

    private static List<String> tokens(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "token " + i).toList();
    }

    @Test
    void eachEventIsChargedAndTheReceiptComesLast() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            send(events, 0, 5);
            events.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(1000)) {
                assertThat(events.answer.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/event-stream");
                assertThat(events.answer.headers().firstValue("Payment-Receipt"))
                        .isPresent();
                assertThat(events.messages(5)).isEqualTo(tokens(0, 5));
                JsonObject receipt = events.assertNext("payment-receipt");
                assertThat(receipt.string("spent")).contains("50");
                assertThat(receipt.string("status")).contains("success");
                events.assertEnd();
            }
            assertThat(client.spent()).isEqualTo(50);
            sessions.shop.assertDelivered(true, 200);
        }
    }

    @Test
    void whatTellsThatAStreamIsCompleteStandsBehindItsReceipt() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            send(events, 0, 2);
            events.end("[DONE]");
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(1000)) {
                assertThat(events.messages(2)).isEqualTo(tokens(0, 2));
                assertThat(events.assertNext("payment-receipt").string("spent")).contains("20");
                assertThat(events.messages(1)).containsExactly("[DONE]");
                events.assertEnd();
            }
            assertThat(client.spent()).isEqualTo(20);
        }
    }

    @Test
    void aStreamThatIsCutShortDoesNotSayThatItIsComplete() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response, Duration.ofMillis(200));
            send(events, 0, 2);
            events.end("[DONE]");
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(10)) {
                assertThat(events.messages(1)).isEqualTo(tokens(0, 1));
                events.assertNext("payment-need-voucher");
                events.assertNext("payment-receipt");
                events.assertEnd();
            }
        }
    }

    @Test
    void aStreamThatRunsOutSaysSoAndGoesOnWhenMoreIsAuthorizedOnAnotherConnection() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            send(events, 0, 8);
            events.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(30)) {
                assertThat(events.messages(3)).isEqualTo(tokens(0, 3));
                JsonObject need = events.assertNext("payment-need-voucher");
                assertThat(need.string("requiredCumulative")).contains("40");
                assertThat(need.string("acceptedCumulative")).contains("30");

                assertThat(client.tell("POST", 60).status()).isEqualTo(204);
                assertThat(events.messages(3)).isEqualTo(tokens(3, 6));
                events.assertNext("payment-need-voucher");

                assertThat(client.tell("HEAD", 80).status()).isEqualTo(204);
                assertThat(events.messages(2)).isEqualTo(tokens(6, 8));
                assertThat(events.assertNext("payment-receipt").string("spent")).contains("80");
                events.assertEnd();
            }
            assertThat(client.spent()).isEqualTo(80);
        }
    }

    @Test
    void aStreamWhoseClientAuthorizesNothingInTimeEndsWithWhatWasPaid() throws Exception {
        CompletableFuture<Boolean> last = new CompletableFuture<>();
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response, Duration.ofMillis(200));
            events.send("one");
            events.send("two").thenAccept(last::complete);
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(10)) {
                assertThat(events.messages(1)).containsExactly("one");
                events.assertNext("payment-need-voucher");
                assertThat(events.assertNext("payment-receipt").string("spent")).contains("10");
                events.assertEnd();
            }
            assertThat(last.get(10, TimeUnit.SECONDS)).isFalse();
            assertThat(client.spent()).isEqualTo(10);
        }
    }

    @Test
    void closingTheSessionEndsItsStream() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            send(events, 0, 5);
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(20)) {
                assertThat(events.messages(2)).isEqualTo(tokens(0, 2));
                events.assertNext("payment-need-voucher");

                assertThat(client.close().status()).isEqualTo(204);

                events.assertNext("payment-receipt");
                events.assertEnd();
            }
            assertThat(client.spent()).isEqualTo(20);
        }
    }

    @Test
    void aClientThatIsGoneIsChargedForNothingThatWasNotWritten() throws Exception {
        AtomicReference<MeteredSse> started = new AtomicReference<>();
        try (Sessions sessions = selling((request, response) -> started.set(MeteredSse.start(request, response)))) {
            Sessions.Client client = sessions.client("/stream");
            Sessions.Events events = client.stream(1_000_000);
            await().until(() -> started.get() != null);
            started.get().send("token 0");
            assertThat(events.messages(1)).hasSize(1);
            events.close();

            String large = "x".repeat(100_000);
            int written = 1;
            while (written < 10_000
                    && started.get().send(large).toCompletableFuture().get(30, TimeUnit.SECONDS)) {
                written++;
            }

            started.get().over().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(client.spent()).isEqualTo(written * 10L);
            assertThat(started.get().send("more").toCompletableFuture().get()).isFalse();
            assertThat(client.spent()).isEqualTo(written * 10L);
        }
    }

    @Test
    void twoStreamsOfOneSessionNeverGetMoreThanItPaysFor() throws Exception {
        CountDownLatch bothAreOpen = new CountDownLatch(2);
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response, Duration.ofMillis(300));
            bothAreOpen.countDown();
            threads.execute(() -> {
                try {
                    bothAreOpen.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                send(events, 0, 100);
                events.end();
            });
        })) {
            Sessions.Client client = sessions.client("/stream");
            client.tell("HEAD", 500);
            CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> count(client), threads);
            CompletableFuture<Long> second = CompletableFuture.supplyAsync(() -> count(client), threads);

            assertThat(first.get(30, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS))
                    .isEqualTo(50);
            assertThat(client.spent()).isEqualTo(500);
        }
    }

    private static long count(Sessions.Client client) {
        try (Sessions.Events events = client.stream(500)) {
            long messages = 0;
            for (Sessions.Events.Event event = events.next(); event != null; event = events.next()) {
                messages += event.name().equals("message") ? 1 : 0;
            }
            return messages;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    @Test
    void aPublisherIsAskedNoFasterThanItIsPaidFor() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Flow.Publisher<String> publisher = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                int next = asked.getAndIncrement();
                if (next < 4) {
                    subscriber.onNext("token " + next);
                } else {
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                asked.set(-1);
            }
        });
        try (Sessions sessions = selling((request, response) -> MeteredSse.serve(request, response, publisher))) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(20)) {
                assertThat(events.messages(2)).isEqualTo(tokens(0, 2));
                events.assertNext("payment-need-voucher");
                assertThat(asked).hasValue(3);
                client.tell("POST", 40);
                assertThat(events.messages(2)).isEqualTo(tokens(2, 4));
                events.assertNext("payment-receipt");
                events.assertEnd();
            }
            await().until(() -> asked.get() == -1);
        }
    }

    @Test
    void linesAndUnitsOfAnEventAreKept() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            events.send("progress", "free\r\nof charge", 0);
            events.send("chunk", "ünïcode\n\nlast", 7);
            events.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(1000)) {
                assertThat(events.next()).isEqualTo(new Sessions.Events.Event("progress", "free\nof charge"));
                assertThat(events.next()).isEqualTo(new Sessions.Events.Event("chunk", "ünïcode\n\nlast"));
                assertThat(events.assertNext("payment-receipt").string("spent")).contains("70");
            }
        }
    }

    @Test
    void aPlainBodyIsMeteredInPieces() throws Exception {
        try (Sessions sessions = selling((request, response) -> {
            response.setContentType("application/octet-stream");
            MeteredBody body = MeteredBody.start(request, response, Duration.ofSeconds(20));
            for (int i = 0; i < 4; i++) {
                body.send(new byte[] {(byte) ('a' + i)}, 2);
            }
            body.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client.get(40);
                        } catch (Exception failed) {
                            throw new AssertionError(failed);
                        }
                    },
                    threads);
            await().until(() -> sessions.rail.account(client.session).isPresent() && client.spent() == 40);

            client.tell("POST", 80);

            assertThat(answer.get(20, TimeUnit.SECONDS).text()).isEqualTo("abcd");
            assertThat(client.spent()).isEqualTo(80);
        }
    }

    @Test
    void aStreamThatWasPaidForOnceIsNotCharged() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "stream",
                        (request, response) -> {
                            MeteredSse events = MeteredSse.start(request, response);
                            send(events, 0, 3);
                            events.end();
                        },
                        "/stream")
                .priceServlet("stream", "0.01")
                .open()) {
            String text = shop.buy("/stream").assertReceipt().text();

            assertThat(text).contains("data: token 0", "data: token 2", "event: payment-receipt");
            shop.assertPaid(1);
        }
    }

    @Test
    void whoSendsMoreThanFitsIsTold() throws Exception {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        try (Sessions sessions = selling((request, response) -> {
            MeteredSse events = MeteredSse.start(request, response, Duration.ofSeconds(5));
            try {
                send(events, 0, MeteredSse.MOST_WAITING + 10);
            } catch (IllegalStateException tooMuch) {
                told.complete(tooMuch);
            }
            events.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            try (Sessions.Events events = client.stream(10)) {
                assertThat(told.get(10, TimeUnit.SECONDS)).hasMessageContaining("wait for the stage");
            } catch (IOException closed) {
                throw new AssertionError(closed);
            }
        }
    }
}
