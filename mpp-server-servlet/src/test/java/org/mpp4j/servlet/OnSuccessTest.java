package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.testkit.SandboxFault;

/** Success is charged for, and nothing else: the handler runs first, and its answer goes out when it is paid for. */
@ContainerTest
class OnSuccessTest {

    private static Shop plan(boolean offContainer, Shop.Handler handler) {
        Shop shop = Shop.plan()
                .servlet("paid", handler, "/paid")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.settleOnSuccess().holdLimit(10_000));
        return offContainer ? shop.filter(filter -> filter.settleOnOwnThreads(300)) : shop;
    }

    private static Shop open(boolean offContainer, Shop.Handler handler) throws Exception {
        return plan(offContainer, handler).open();
    }

    private static Answer pay(Shop shop, String credential) throws Exception {
        return shop.send(shop.request("/paid").header("Authorization", credential));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theMoneyIsTakenAfterTheHandlerAndBeforeItsAnswer(boolean offContainer) throws Exception {
        AtomicReference<Shop> open = new AtomicReference<>();
        Queue<String> events = new ConcurrentLinkedQueue<>();
        try (Shop shop = plan(offContainer, (request, response) -> {
                    Payment payment = Payment.from(request);
                    assertThat(payment.isSettled()).isFalse();
                    assertThat(payment.payer()).isPresent();
                    assertThatIllegalStateException()
                            .isThrownBy(payment::receipt)
                            .withMessage(
                                    "This payment is settled when its handler has succeeded, so there is no receipt"
                                            + " yet; ask isSettled() first");
                    events.add("handler " + open.get().paid());
                    response.getWriter().print("sold");
                })
                .gate(gate -> gate.listener(new PaymentListener() {
                    @Override
                    public void settled(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                        events.add("settled " + target);
                    }

                    @Override
                    public void delivered(String target, Receipt receipt, int status) {
                        events.add("delivered " + target + " " + status);
                    }
                }))) {
            open.set(shop.open());
            String credential = Shop.credential(shop.get("/paid"));
            assertThat(pay(shop, credential).assertReceipt().text()).isEqualTo("sold");

            shop.assertDelivered(true, 200).assertPaid(1);
            assertThat(events).containsExactly("handler 0", "settled GET /paid", "delivered GET /paid 200");
            Answer again = pay(shop, credential).assertReceipt();
            assertThat(again.headers("Idempotent-Replayed")).containsExactly("true");
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    private static void fail(String how, HttpServletResponse response) throws Exception {
        response.getWriter().print("half");
        switch (how) {
            case "404" -> response.setStatus(404);
            case "503" -> response.setStatus(503);
            case "sendError" -> response.sendError(403);
            case "redirect" -> response.sendRedirect("/elsewhere");
            case "flushed error" -> {
                response.setStatus(500);
                response.flushBuffer();
                response.setStatus(200);
                response.getWriter().print("more");
            }
            case "long error" -> {
                response.setStatus(500);
                response.getWriter().print("x".repeat(50_000));
            }
            default -> throw new IllegalStateException("as told");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404,404",
        "503,503",
        "sendError,403",
        "redirect,302",
        "flushed error,500",
        "long error,500",
        "exception,500"
    })
    void aFailureCostsNothingAndTheSameCredentialIsGood(String how, int status) throws Exception {
        for (boolean offContainer : new boolean[] {false, true}) {
            AtomicInteger runs = new AtomicInteger();
            try (Shop shop = open(offContainer, (request, response) -> {
                if (runs.incrementAndGet() < 3) {
                    fail(how, response);
                } else {
                    response.getWriter().print("sold");
                }
            })) {
                String credential = Shop.credential(shop.get("/paid"));
                pay(shop, credential).assertWithoutReceipt(status);
                await().untilAsserted(() -> pay(shop, credential).assertWithoutReceipt(status));
                shop.assertPaid(0);
                await().untilAsserted(() ->
                        assertThat(pay(shop, credential).assertReceipt().text()).isEqualTo("sold"));
                shop.assertPaid(1).assertRuns("paid", 3).assertDelivered(true, 200);
            }
        }
    }

    private static Shop withFilterInFront(boolean offContainer) throws Exception {
        return plan(offContainer, (request, response) -> {
                    response.setHeader("X-Secret", "sold");
                    response.addCookie(new Cookie("session", "sold"));
                    response.setContentType("text/csv");
                    response.getWriter().print("sold");
                })
                .inFront(context -> {
                    Filter cors = (request, response, chain) -> {
                        ((HttpServletResponse) response).setHeader("Access-Control-Allow-Origin", "*");
                        chain.doFilter(request, response);
                    };
                    var registration = context.addFilter("cors", cors);
                    registration.setAsyncSupported(true);
                    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
                })
                .open();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofAnAnswerThatIsNotPaidForNothingIsLeft(boolean offContainer) throws Exception {
        try (Shop shop = withFilterInFront(offContainer)) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.DECLINED);

            Answer answer = pay(shop, credential).assertChallenged(ProblemType.VERIFICATION_FAILED);

            assertThat(answer.toString()).doesNotContain("sold").doesNotContain("csv");
            assertThat(answer.headers("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(answer.headers("Set-Cookie")).isEmpty();
            shop.assertRuns("paid", 1).assertPaid(0);
            Answer bought = shop.buy("/paid").assertReceipt();
            assertThat(bought.headers("X-Secret")).containsExactly("sold");
            assertThat(bought.headers("Set-Cookie")).hasSize(1);
            assertThat(bought.headers("Access-Control-Allow-Origin")).containsExactly("*");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterAnUnknownOutcomeTheSameCredentialGetsTheAnswerAndPaysOnce(boolean offContainer) throws Exception {
        try (Shop shop = withFilterInFront(offContainer)) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT);

            Answer answer = pay(shop, credential).assertRefused(503, ProblemType.OUTCOME_UNKNOWN);
            assertThat(answer.headers("Retry-After")).hasSize(1);
            assertThat(answer.toString()).doesNotContain("sold");

            assertThat(pay(shop, credential).assertReceipt().text()).isEqualTo("sold");
            shop.assertRuns("paid", 2).assertPaid(1).assertDelivered(true, 200);
        }
    }

    /** How a handler lets go of its answer before it is done. */
    private static void begin(String how, HttpServletResponse response) throws IOException {
        response.getOutputStream().print("sold");
        switch (how) {
            case "flush" -> response.getOutputStream().flush();
            case "flushBuffer" -> response.flushBuffer();
            case "close" -> response.getOutputStream().close();
            default -> response.getOutputStream().write(Shop.letters(20_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "flushBuffer", "close", "overflow"})
    void whatIsSentBeforeTheHandlerIsDoneIsChargedForThen(String how) throws Exception {
        AtomicReference<Shop> open = new AtomicReference<>();
        Queue<Long> paid = new ConcurrentLinkedQueue<>();
        try (Shop shop = plan(false, (request, response) -> {
            paid.add(open.get().paid());
            begin(how, response);
            paid.add(open.get().paid());
            assertThat(Payment.from(request).isSettled()).isTrue();
        })) {
            open.set(shop.open());
            Answer answer = shop.buy("/paid").assertReceipt();

            assertThat(answer.text()).startsWith("sold").hasSize(how.equals("overflow") ? 20_004 : 4);
            shop.assertDelivered(true, 200);
            await().untilAsserted(() -> assertThat(paid).containsExactly(0L, 1L));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flush", "flushBuffer", "close", "overflow"})
    void whatIsNotPaidForThenIsNotSentAndTheHandlerHearsThatNobodyListens(String how) throws Exception {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (Shop shop = open(false, (request, response) -> {
            try {
                begin(how, response);
            } catch (IOException gone) {
                heard.add(gone.getMessage());
                throw gone;
            }
        })) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.DECLINED);

            Answer answer = pay(shop, credential).assertChallenged(ProblemType.VERIFICATION_FAILED);

            assertThat(answer.toString()).doesNotContain("sold");
            await().untilAsserted(() -> assertThat(heard)
                    .containsExactly("The payment for this answer was not made, so nothing of it is sent"));
            shop.assertPaid(0);
            shop.sandbox.recover();
            shop.buy("/paid").assertReceipt();
            shop.assertDelivered(true, 200);
        }
    }

    @Test
    void anEndlessStreamThatIsNotPaidForEndsThereEvenIfTheHandlerDoesNotListen() throws Exception {
        AtomicInteger failedWrites = new AtomicInteger();
        try (Shop shop = open(false, (request, response) -> {
            while (failedWrites.get() < 3) {
                try {
                    response.getOutputStream().write(new byte[5000]);
                } catch (IOException gone) {
                    failedWrites.incrementAndGet();
                }
            }
        })) {
            String credential = Shop.credential(shop.get("/paid"));
            shop.sandbox.next(SandboxFault.UNREACHABLE);

            pay(shop, credential).assertRefused(503, ProblemType.PAYMENT_UNAVAILABLE);
            shop.assertPaid(0);
            await().untilAsserted(() -> assertThat(failedWrites).hasValue(3));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofTwoHundredRequestsWithOneCredentialOneHandlerRunsAtATimeAndOnePays(boolean offContainer) throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Shop shop = open(offContainer, (request, response) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.yield();
            response.getWriter().print("sold");
            running.decrementAndGet();
        })) {
            String credential = Shop.credential(shop.get("/paid"));
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(shop.sendLater(shop.request("/paid").header("Authorization", credential)));
            }
            int sold = 0;
            for (CompletableFuture<Answer> future : answers) {
                Answer answer = future.get(60, TimeUnit.SECONDS);
                assertThat(answer.status()).isIn(200, 402, 409);
                sold += answer.status() == 200
                                && answer.headers("Idempotent-Replayed").isEmpty()
                        ? 1
                        : 0;
            }
            assertThat(sold).isEqualTo(1);
            assertThat(most).hasValue(1);
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }
}
