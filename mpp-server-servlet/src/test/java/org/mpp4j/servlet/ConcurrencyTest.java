package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One payment, one delivery. */
@ContainerTest
class ConcurrencyTest {

    @Test
    void ofTwoHundredRequestsWithOneCredentialOneGetsIn() throws Exception {
        int racers = 200;
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try (Shop shop = Shop.plan()
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            String credential = "Authorization: " + Shop.credential(shop.get("/paid"));
            CountDownLatch ready = new CountDownLatch(racers);
            CountDownLatch go = new CountDownLatch(1);
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < racers; i++) {
                answers.add(threads.submit(() -> {
                    ready.countDown();
                    go.await();
                    return RawHttp.get(shop.port(), "/paid", credential);
                }));
            }
            assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
            go.countDown();

            int sold = 0;
            for (Future<Answer> future : answers) {
                Answer answer = future.get(60, TimeUnit.SECONDS);
                if (answer.status() == 200) {
                    answer.assertReceipt();
                    sold += answer.headers("Idempotent-Replayed").isEmpty() ? 1 : 0;
                } else {
                    assertThat(answer.status()).isIn(402, 409);
                    assertThat(answer.text()).doesNotContain("sold");
                }
            }
            assertThat(sold).isEqualTo(1);
            shop.assertRuns("paid", 1).assertPaid(1);
        } finally {
            threads.shutdownNow();
        }
    }
}
