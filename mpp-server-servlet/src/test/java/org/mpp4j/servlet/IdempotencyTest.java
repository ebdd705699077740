package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.protocol.ProblemType;

/** A request that was paid for is answered once, however often and with what key it is sent (section "Idempotency"). */
@ContainerTest
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotent-Replayed";

    private static Shop echo() throws Exception {
        return Shop.plan()
                .servlet(
                        "echo",
                        (request, response) -> {
                            byte[] body = request.getInputStream().readAllBytes();
                            response.getWriter().print("got " + new String(body, StandardCharsets.UTF_8));
                        },
                        "/echo")
                .priceServlet("echo", "0.01")
                .open();
    }

    private static Answer buy(Shop shop, HttpRequest.Builder request, String key) throws Exception {
        String credential = Shop.credential(shop.send(request.copy()));
        return shop.send(request.copy().header("Authorization", credential).header(KEY, key));
    }

    @Test
    void whileTheAnswerIsMadeTheOthersAreToldToWait() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Shop shop = Shop.plan()
                .servlet(
                        "slow",
                        (request, response) -> {
                            running.countDown();
                            assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                            response.getWriter().print("sold");
                        },
                        "/slow")
                .priceServlet("slow", "0.01")
                .open()) {
            HttpRequest.Builder paid =
                    shop.request("/slow").header("Authorization", Shop.credential(shop.get("/slow")));
            CompletableFuture<Answer> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return shop.send(paid.copy());
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            });
            assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

            Answer second = shop.send(paid.copy());
            second.assertRefused(409, ProblemType.PAYMENT_IN_PROGRESS);
            assertThat(second.headers("Retry-After")).containsExactly("1");

            go.countDown();
            assertThat(first.get(30, TimeUnit.SECONDS).assertReceipt().text()).isEqualTo("sold");
            Answer third = shop.send(paid);
            assertThat(third.assertReceipt().text()).isEqualTo("sold");
            assertThat(third.headers(REPLAYED)).containsExactly("true");
            shop.assertRuns("slow", 1).assertPaid(1).assertDelivered(true, 200);
        }
    }

    @Test
    void aKeyAnswersAgainWithoutAnotherCharge() throws Exception {
        try (Shop shop = echo()) {
            Answer first = buy(shop, shop.post("/echo", "fish"), "order-1");
            Answer second = buy(shop, shop.post("/echo", "fish"), "order-1");

            assertThat(first.assertReceipt().headers(REPLAYED)).isEmpty();
            assertThat(second.assertReceipt().headers(REPLAYED)).containsExactly("true");
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.headers("Payment-Receipt")).isEqualTo(first.headers("Payment-Receipt"));
            shop.assertRuns("echo", 1).assertPaid(1);

            assertThat(buy(shop, shop.post("/echo", "fish"), "order-2")
                            .assertReceipt()
                            .headers(REPLAYED))
                    .isEmpty();
            shop.assertRuns("echo", 2).assertPaid(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo", "/echo?twice=1"})
    void aKeyOfAnotherRequestIsRefusedWithoutACharge(String path) throws Exception {
        try (Shop shop = echo()) {
            buy(shop, shop.post("/echo", "fish"), "order-1").assertReceipt();

            Answer other = buy(shop, shop.post(path, path.equals("/echo") ? "bread" : "fish"), "order-1");

            other.assertRefused(422, ProblemType.IDEMPOTENCY_KEY_REUSED);
            assertThat(other.headers(REPLAYED)).isEmpty();
            shop.assertRuns("echo", 1).assertPaid(1);
        }
    }

    @Test
    void aCredentialIsNotAnsweredAgainForAnotherQuery() throws Exception {
        try (Shop shop = echo()) {
            String credential = Shop.credential(shop.get("/echo?a=1"));
            shop.send(shop.request("/echo?a=1").header("Authorization", credential))
                    .assertReceipt();

            shop.send(shop.request("/echo?a=2").header("Authorization", credential))
                    .assertChallenged(ProblemType.INVALID_CHALLENGE);
            shop.assertRuns("echo", 1).assertPaid(1);
        }
    }

    @Test
    void afterAnErrorOfTheServerTheSameCredentialTriesAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        try (Shop shop = Shop.plan()
                .servlet(
                        "flaky",
                        (request, response) -> {
                            if (tries.incrementAndGet() == 1) {
                                throw new IllegalStateException("as told");
                            }
                            response.getWriter().print("sold");
                        },
                        "/flaky")
                .priceServlet("flaky", "0.01")
                .open()) {
            HttpRequest.Builder paid =
                    shop.request("/flaky").header("Authorization", Shop.credential(shop.get("/flaky")));

            shop.send(paid.copy()).assertWithoutReceipt(500);
            Answer second = shop.send(paid.copy()).assertReceipt();
            Answer third = shop.send(paid).assertReceipt();

            assertThat(second.headers(REPLAYED)).isEmpty();
            assertThat(third.headers(REPLAYED)).containsExactly("true");
            assertThat(List.of(second.text(), third.text())).containsOnly("sold");
            shop.assertRuns("flaky", 2).assertPaid(1);
        }
    }

    private static Set<Thread> background() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mpp4j"))
                .collect(Collectors.toSet());
    }

    @Test
    void theGateWorksInTheBackgroundAsLongAsTheApplicationRuns() throws Exception {
        Set<Thread> before = background();
        Set<Thread> started;
        try (Shop shop = echo()) {
            started = background();
            started.removeAll(before);
            assertThat(started).as("looks up payments of an earlier run").isNotEmpty();
            buy(shop, shop.post("/echo", "fish"), "order-1").assertReceipt();
        }
        await().untilAsserted(() -> assertThat(started).noneMatch(Thread::isAlive));
    }
}
