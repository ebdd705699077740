package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.testkit.SandboxFault;

/** Payments that settle while no thread of the container waits for them: slow rails, hostile clients, and what can end the wait. */
@ContainerTest
class OffContainerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch rail = new CountDownLatch(1);

    private static Shop plan() {
        return Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .servlet("free", (request, response) -> response.getWriter().print("free"), "/free")
                .priceServlet("paid", "0.01");
    }

    private static CompletableFuture<Answer> pay(Shop shop, String credential) {
        return shop.sendLater(shop.request("/paid").header("Authorization", credential));
    }

    private static Answer waitFor(CompletableFuture<Answer> answer) throws Exception {
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void othersAreServedWhileAHundredPaymentsWaitForASlowRail() throws Exception {
        int payments = 100;
        AtomicInteger settling = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(payments);
        try (Shop shop = plan().threads(8)
                .filter(filter -> filter.settleOn(task -> {
                    settling.incrementAndGet();
                    threads.execute(task);
                }))
                .open()) {
            List<String> credentials = new ArrayList<>();
            for (int i = 0; i < payments; i++) {
                credentials.add(Shop.credential(shop.get("/paid")));
            }
            assertThat(settling).as("requests without a credential").hasValue(0);
            shop.sandbox.always(SandboxFault.waitingFor(rail));

            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            credentials.forEach(credential -> answers.add(pay(shop, credential)));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(settling).hasValue(payments));

            for (int i = 0; i < 20; i++) {
                assertThat(shop.get("/free").text()).isEqualTo("free");
                shop.get("/paid").assertChallenged();
            }
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            shop.assertRuns("paid", 0);

            rail.countDown();
            for (CompletableFuture<Answer> answer : answers) {
                assertThat(waitFor(answer).assertReceipt().text()).isEqualTo("sold");
            }
            shop.assertRuns("paid", payments).assertPaid(payments);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoFindsNoThreadIsToldToComeBackAndNothingIsTouched() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOnOwnThreads(1)).open()) {
            String first = Shop.credential(shop.get("/paid"));
            String second = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.waitingFor(rail));
            CompletableFuture<Answer> slow = pay(shop, first);
            await().untilAsserted(
                            () -> assertThat(waitFor(pay(shop, first)).status()).isEqualTo(503));

            Answer turnedAway = waitFor(pay(shop, second)).assertRefused(503, ProblemType.PAYMENT_UNAVAILABLE);
            assertThat(turnedAway.headers("Retry-After")).containsExactly("1");
            shop.assertPaid(0);

            rail.countDown();
            waitFor(slow).assertReceipt();
            await().untilAsserted(() -> waitFor(pay(shop, second)).assertReceipt());
            shop.assertRuns("paid", 2).assertPaid(2);
        }
    }

    @Test
    void anExecutorThatIsBrokenTouchesNothing() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOn(task -> {
                    throw new IllegalStateException("as told");
                }))
                .open()) {
            shop.buy("/paid").assertRefused(503, ProblemType.PAYMENT_UNAVAILABLE);
            shop.assertRuns("paid", 0).assertPaid(0);
        }
    }

    @Test
    void anExecutorMayRunTheTaskInTheCallersThread() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOn(Runnable::run)).open()) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("sold");
            shop.sandbox.next(SandboxFault.DECLINED);
            shop.buy("/paid").assertChallenged(ProblemType.VERIFICATION_FAILED);
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void whoWaitsTooLongIsToldToComeBackAndGetsWhatWasPaidForThen() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOnOwnThreads(4).settleWithin(Duration.ofSeconds(1)))
                .open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.waitingFor(rail));

            Answer late = waitFor(pay(shop, credential)).assertRefused(503, ProblemType.OUTCOME_UNKNOWN);
            assertThat(late.headers("Retry-After")).containsExactly("5");
            waitFor(pay(shop, credential)).assertRefused(409, ProblemType.PAYMENT_IN_PROGRESS);
            shop.assertRuns("paid", 0);

            rail.countDown();
            shop.assertDelivered(false, 0);
            assertThat(waitFor(pay(shop, credential)).assertReceipt().text()).isEqualTo("sold");
            shop.assertDeliveries(new Shop.Delivery(false, 0), new Shop.Delivery(true, 200));
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void aClientThatIsGoneMeanwhilePaysOnceAndGetsItLater() throws Exception {
        AtomicInteger settling = new AtomicInteger();
        try (Shop shop = plan().filter(filter -> filter.settleOn(task -> {
                    settling.incrementAndGet();
                    new Thread(task).start();
                }))
                .open()) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.waitingFor(rail));
            try (java.net.Socket client = new java.net.Socket("127.0.0.1", shop.port())) {
                client.setSoLinger(true, 0); // a reset, not a farewell
                client.getOutputStream()
                        .write(("GET /paid HTTP/1.1\r\nHost: shop\r\nAuthorization: " + credential + "\r\n\r\n")
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                await().untilAsserted(() -> assertThat(settling).hasValue(1));
            }
            rail.countDown();

            await().untilAsserted(() -> assertThat(shop.deliveries).isNotEmpty());
            assertThat(waitFor(pay(shop, credential)).assertReceipt().text()).isEqualTo("sold");
            shop.assertPaid(1);
        }
    }

    @Test
    void everyAnswerOfTheGateComesThrough() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOnOwnThreads(4)).open()) {
            shop.sandbox.next(SandboxFault.DECLINED);
            shop.buy("/paid").assertChallenged(ProblemType.VERIFICATION_FAILED);
            shop.sandbox.next(SandboxFault.UNREACHABLE);
            assertThat(shop.buy("/paid")
                            .assertRefused(503, ProblemType.PAYMENT_UNAVAILABLE)
                            .headers("Retry-After"))
                    .hasSize(1);
            waitFor(pay(shop, "Payment nonsense")).assertChallenged(ProblemType.MALFORMED_CREDENTIAL);

            String credential = Shop.credential(shop.get("/paid"));
            waitFor(pay(shop, credential)).assertReceipt();
            Answer again = waitFor(pay(shop, credential)).assertReceipt();
            assertThat(again.headers("Idempotent-Replayed")).containsExactly("true");
            assertThat(again.text()).isEqualTo("sold");
            Answer head = shop.send(shop.request("/paid")
                    .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody())
                    .header("Authorization", "Payment nonsense"));
            assertThat(head.status()).isEqualTo(402);
            assertThat(head.body()).isEmpty();
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void ofTwoHundredRequestsWithOneCredentialOneGetsIn() throws Exception {
        try (Shop shop = plan().filter(filter -> filter.settleOnOwnThreads(300)).open()) {
            String credential = Shop.credential(shop.get("/paid"));
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(pay(shop, credential));
            }
            int sold = 0;
            for (CompletableFuture<Answer> future : answers) {
                Answer answer = waitFor(future);
                assertThat(answer.status()).isIn(200, 402, 409);
                sold += answer.status() == 200
                                && answer.headers("Idempotent-Replayed").isEmpty()
                        ? 1
                        : 0;
            }
            assertThat(sold).isEqualTo(1);
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }
}
