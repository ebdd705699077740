package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.ReplayStore;

/** Who asks again in a session with the same key is given the same answer, and charged nothing. */
@ContainerTest
class SessionIdempotencyTest {

    private static final String KEY = "a-key";

    private final AtomicInteger count = new AtomicInteger();

    private Sessions counting() throws Exception {
        return new Sessions().sell("/paid", (request, response) -> {
            response.setHeader("X-Count", "one");
            response.getWriter().print("fortune " + count.incrementAndGet());
        });
    }

    private static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(JsonObject.parse(answer.text()).string("type").orElseThrow()).endsWith("/" + type);
    }

    @Test
    void theSameRequestIsChargedOnce() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");
            Answer first = client.get(100, KEY).assertReceipt();

            Answer again = client.get(100, KEY).assertReceipt();

            assertThat(first.text()).isEqualTo("fortune 1");
            assertThat(again.text()).isEqualTo("fortune 1");
            assertThat(again.headers("X-Count")).containsExactly("one");
            assertThat(first.headers("Idempotent-Replayed")).isEmpty();
            assertThat(again.headers("Idempotent-Replayed")).containsExactly("true");
            assertThat(again.receipt().json()).isEqualTo(first.receipt().json());
            assertThat(client.spent()).isEqualTo(10);
            sessions.shop.assertRuns("metered", 1);
        }
    }

    @Test
    void whoAuthorizesMoreMeanwhileIsStillGivenTheSameAnswer() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");
            client.get(10, KEY).assertReceipt();

            assertThat(client.get(50, KEY).text()).isEqualTo("fortune 1");
            assertThat(client.spent()).isEqualTo(10);
            assertThat(client.account().authorized()).isEqualTo(50);
        }
    }

    @Test
    void anotherKeyAndNoKeyAreOtherRequests() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");
            client.get(100, KEY);

            assertThat(client.get(100, "another").text()).isEqualTo("fortune 2");
            assertThat(client.get(100).text()).isEqualTo("fortune 3");
            assertThat(client.get(100).text()).isEqualTo("fortune 4");
            assertThat(client.spent()).isEqualTo(40);
        }
    }

    @Test
    void aKeyThatWasUsedForSomethingElseIsRefusedWithoutACharge() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid?of=monday");
            client.get(100, KEY);

            assertProblem(client.at("/paid?of=tuesday").get(100, KEY), 422, "idempotency-key-reused");
            assertThat(client.spent()).isEqualTo(10);
        }
    }

    @Test
    void whileTheFirstIsUnderWayTheOtherIsToldToComeBack() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (Sessions sessions = new Sessions().sell("/paid", (request, response) -> {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            response.getWriter().print("fortune");
        })) {
            Sessions.Client client = sessions.client("/paid");
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return client.get(100, KEY);
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            entered.await();

            Answer meanwhile = client.get(100, KEY);

            assertThat(meanwhile.status()).isEqualTo(409);
            assertThat(meanwhile.headers("Retry-After")).isNotEmpty();
            leave.countDown();
            assertThat(get(first).status()).isEqualTo(200);
            assertThat(client.get(100, KEY).text()).isEqualTo("fortune");
            assertThat(client.spent()).isEqualTo(10);
        } finally {
            leave.countDown();
        }
    }

    private static Answer get(CompletableFuture<Answer> answer) throws InterruptedException, ExecutionException {
        return answer.get();
    }

    @Test
    void aFailureOfTheServersOwnLeavesTheKeyForAnotherTry() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (Sessions sessions = new Sessions().sell("/paid", (request, response) -> {
            if (tries.incrementAndGet() == 1) {
                response.sendError(503);
            } else {
                response.getWriter().print("fortune");
            }
        })) {
            Sessions.Client client = sessions.client("/paid");
            client.get(100, KEY);
            sessions.shop.assertDeliveries(new Shop.Delivery(false, 503));

            assertThat(client.get(100, KEY).assertReceipt().text()).isEqualTo("fortune");
            assertThat(client.spent()).isEqualTo(10);
        }
    }

    @Test
    void anAnswerThatWasKeptIsGivenAgainThoughTheEndOfItsClaimWasLost() throws Exception {
        CountDownLatch cutOff = new CountDownLatch(1);
        try (Sessions sessions = new Sessions()) {
            ReplayStore store = new InMemoryReplayStore(sessions.shop.clock, 100);
            sessions.shop.gate(gate -> gate.replayStore(losingFirstEnd(store, cutOff)));
            sessions.sell(
                    "/paid", (request, response) -> response.getWriter().print("fortune " + count.incrementAndGet()));
            Sessions.Client client = sessions.client("/paid");
            assertThat(client.get(100, KEY).assertReceipt().text()).isEqualTo("fortune 1");
            cutOff.await(); // outcomes are written behind
            sessions.shop.clock.advance(Duration.ofMinutes(2));

            assertThat(client.get(100, KEY).assertReceipt().text()).isEqualTo("fortune 1");
            assertThat(client.get(100, KEY).assertReceipt().text()).isEqualTo("fortune 1");
            assertThat(client.spent()).isEqualTo(10);
            sessions.shop.assertRuns("metered", 1);
        }
    }

    /** As if the process had ended before it could tell the store how its first claim ended. */
    private static ReplayStore losingFirstEnd(ReplayStore store, CountDownLatch cutOff) {
        return (ReplayStore) Proxy.newProxyInstance(
                ReplayStore.class.getClassLoader(), new Class<?>[] {ReplayStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("end") && cutOff.getCount() > 0) {
                        cutOff.countDown();
                        return null;
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Test
    void whatTheSessionDoesNotLetInLeavesTheKeyToo() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");
            client.get(10).assertReceipt();
            assertThat(client.get(10, KEY).status()).isEqualTo(402);

            assertThat(client.get(20, KEY).assertReceipt().text()).isEqualTo("fortune 2");
        }
    }

    @Test
    void whoShowsNothingGoodIsNotGivenTheAnswer() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");
            client.get(100, KEY).assertReceipt();
            client.close();

            Answer again = client.get(100, KEY);

            assertThat(again.status()).isGreaterThanOrEqualTo(400);
            assertThat(again.text()).doesNotContain("fortune");
        }
    }

    @Test
    void aStreamIsNotGivenAgain() throws Exception {
        try (Sessions sessions = new Sessions().sell("/stream", (request, response) -> {
            MeteredSse events = MeteredSse.start(request, response);
            events.send("one");
            events.end();
        })) {
            Sessions.Client client = sessions.client("/stream");
            assertThat(client.get(100, KEY).text()).contains("data: one");

            assertProblem(client.get(100, KEY), 422, "idempotency-key-reused");
            assertThat(client.spent()).isEqualTo(10);
        }
    }

    @Test
    void aKeyThatIsTooLongIsRefused() throws Exception {
        try (Sessions sessions = counting()) {
            Sessions.Client client = sessions.client("/paid");

            assertProblem(client.get(100, "k".repeat(256)), 400, "bad-request");
            assertThat(sessions.rail.account(client.session)).isEmpty();
        }
    }
}
