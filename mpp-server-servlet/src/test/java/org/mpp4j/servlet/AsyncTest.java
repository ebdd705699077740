package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paid handlers that answer later, from other threads. */
@ContainerTest
class AsyncTest {

    private static Shop paid(Shop.Handler handler) throws Exception {
        return Shop.plan()
                .servlet("paid", handler, "/paid")
                .priceServlet("paid", "0.01")
                .open();
    }

    private static void assertDelivered(Shop shop, boolean good, int status) {
        shop.assertDelivered(good, status).assertPaid(1);
    }

    @Test
    void aHandlerThatCompletesFromAnotherThreadCarriesTheReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    async.getResponse().getWriter().print("later");
                } catch (IOException gone) {
                    throw new IllegalStateException(gone);
                }
                async.complete();
            });
        })) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("later");
            shop.assertRuns("paid", 1);
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aHandlerThatCompletesBeforeItReturnsCarriesTheReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync(request, response);
            response.getOutputStream().print("at once");
            async.complete();
        })) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("at once");
            assertDelivered(shop, true, 200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/paid", "/free", "/dear"})
    void aPaidHandlerThatDispatchesIsNotChargedAgain(String target) throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                                AsyncContext async = request.startAsync();
                                async.start(() -> {
                                    if (target.isEmpty()) {
                                        async.dispatch();
                                    } else {
                                        async.dispatch(target);
                                    }
                                });
                            } else {
                                response.getWriter().print("second");
                            }
                        },
                        "/paid")
                .servlet("free", (request, response) -> response.getWriter().print("second"), "/free")
                .servlet("dear", (request, response) -> response.getWriter().print("second"), "/dear")
                .priceServlet("paid", "0.01")
                .priceServlet("dear", "1")
                .open()) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("second");
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aFreeHandlerThatDispatchesToAPaidOneIsChargedThere() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "free",
                        (request, response) -> {
                            AsyncContext async = request.startAsync();
                            async.dispatch("/paid");
                        },
                        "/free")
                .servlet("paid", (request, response) -> response.getWriter().print("sold"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            shop.get("/free").assertChallenged();
            shop.assertRuns("paid", 0).assertPaid(0);
            assertThat(shop.buy("/free").assertReceipt().text()).isEqualTo("sold");
            shop.assertRuns("paid", 1);
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aDispatchedHandlerThatThrowsHasNoReceipt() throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            response.getWriter().print("first");
                            request.startAsync().dispatch("/bad");
                        },
                        "/paid")
                .servlet(
                        "bad",
                        (request, response) -> {
                            response.getWriter().print("second");
                            throw new IllegalStateException("as told");
                        },
                        "/bad")
                .priceServlet("paid", "0.01")
                .open()) {
            assertThat(shop.buy("/paid").assertWithoutReceipt(500).text()).doesNotContain("first", "second");
            assertDelivered(shop, false, 500);
        }
    }

    @Test
    void aTimeoutThatNobodyListensToIsAnErrorWithoutReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.getWriter().print("half of it");
            request.startAsync().setTimeout(100);
        })) {
            assertThat(shop.buy("/paid").assertWithoutReceipt(500).text()).doesNotContain("half");
            assertDelivered(shop, false, 500);
        }
    }

    /** Does nothing unless told. */
    private abstract static class Listener implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) throws IOException {}

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {}

        @Override
        public void onError(AsyncEvent event) throws IOException {}

        @Override
        public void onStartAsync(AsyncEvent event) throws IOException {}
    }

    @Test
    void aTimeoutListenerCanStillAnswerThroughTheContextOfItsEvent() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(100);
            async.addListener(new Listener() {
                @Override
                public void onTimeout(AsyncEvent event) throws IOException {
                    event.getAsyncContext().getResponse().getWriter().print("in the end");
                    event.getAsyncContext().complete();
                }
            });
        })) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("in the end");
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aTimeoutListenerThatAnswersWithAnErrorHasNoReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(100);
            async.addListener(
                    new Listener() {
                        @Override
                        public void onTimeout(AsyncEvent event) {
                            response.setStatus(504);
                            event.getAsyncContext().complete();
                        }
                    },
                    request,
                    response);
        })) {
            shop.buy("/paid").assertWithoutReceipt(504);
            assertDelivered(shop, false, 504);
        }
    }

    @Test
    void anErrorInTheDispatchingThreadAfterStartAsyncHasNoReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            request.startAsync();
            response.getWriter().print("half");
            throw new IllegalStateException("as told");
        })) {
            assertThat(shop.buy("/paid").assertWithoutReceipt(500).text()).doesNotContain("half");
            assertDelivered(shop, false, 500);
        }
    }

    @Test
    void sendErrorFromAnotherThreadHasNoReceipt() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.start(() -> {
                try {
                    response.getWriter().print("half");
                    response.sendError(502);
                } catch (IOException gone) {
                    throw new IllegalStateException(gone);
                }
                async.complete();
            });
        })) {
            assertThat(shop.buy("/paid").assertWithoutReceipt(502).text()).doesNotContain("half");
            assertDelivered(shop, false, 502);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000, 3_000_000})
    void aWriteListenerCarriesTheReceiptAndEveryByte(int size) throws Exception {
        byte[] content = Shop.letters(size);
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            ServletOutputStream out = response.getOutputStream();
            out.print("head:");
            out.setWriteListener(new WriteListener() {
                private int at;

                @Override
                public void onWritePossible() throws IOException {
                    while (out.isReady()) {
                        if (at == size) {
                            async.complete();
                            return;
                        }
                        int length = Math.min(50_000, size - at);
                        out.write(content, at, length);
                        at += length;
                    }
                }

                @Override
                public void onError(Throwable thrown) {
                    async.complete();
                }
            });
        })) {
            Answer answer = shop.buy("/paid").assertReceipt();
            assertThat(answer.text()).startsWith("head:");
            assertThat(Arrays.copyOfRange(answer.body(), 5, answer.body().length))
                    .isEqualTo(content);
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aWriteListenerThatThrowsLeavesNoReceiptOnAnError() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.setTimeout(2000);
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() throws IOException {
                    if (out.isReady()) {
                        out.write(new byte[10]);
                    }
                    throw new IOException("as told");
                }

                @Override
                public void onError(Throwable thrown) {
                    if (!response.isCommitted()) {
                        response.setStatus(500);
                    }
                    async.complete();
                }
            });
        })) {
            Answer unpaid = shop.get("/paid");
            Answer answer = RawHttp.get(shop.port(), "/paid", "Authorization: " + Shop.credential(unpaid));

            if (answer.status() >= 300) {
                answer.assertWithoutReceipt(answer.status());
            }
            shop.assertRuns("paid", 1).assertPaid(1);
            await().untilAsserted(() -> assertThat(shop.deliveries).hasSize(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000, 200_000})
    void aReadListenerGetsTheWholeBodyAfterItWasBuffered(int size) throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                private final ByteArrayOutputStream all = new ByteArrayOutputStream();

                @Override
                public void onDataAvailable() throws IOException {
                    byte[] chunk = new byte[7000];
                    int read;
                    while (in.isReady() && (read = in.read(chunk)) != -1) {
                        all.write(chunk, 0, read);
                    }
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getOutputStream().write(all.toByteArray());
                    async.complete();
                }

                @Override
                public void onError(Throwable thrown) {
                    async.complete();
                }
            });
        })) {
            String body = "x".repeat(size);
            assertThat(shop.buy(shop.post("/paid", body)).assertReceipt().text())
                    .isEqualTo(body);
            assertDelivered(shop, true, 200);
        }
    }

    @Test
    void aPreflightGetsNoContentThroughAnAsyncContext() throws Exception {
        try (Shop shop = paid((request, response) -> {
            AsyncContext async = request.startAsync();
            async.getResponse().getWriter().print("sold");
            async.complete();
        })) {
            Answer answer = shop.send(shop.request("/paid")
                    .method("OPTIONS", java.net.http.HttpRequest.BodyPublishers.noBody())
                    .header("Origin", "https://shop.example")
                    .header("Access-Control-Request-Method", "GET"));

            assertThat(answer.text()).isEmpty();
            shop.assertPaid(0);
        }
    }
}
