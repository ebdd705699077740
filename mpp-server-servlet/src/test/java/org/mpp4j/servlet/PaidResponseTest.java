package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a paid handler answers, the receipt is on successes and on nothing else, and the content is what it wrote. */
@ContainerTest
class PaidResponseTest {

    private static Shop paid(Shop.Handler handler) throws Exception {
        return Shop.plan()
                .servlet("paid", handler, "/paid")
                .priceServlet("paid", "0.01")
                .open();
    }

    static Stream<Arguments> successes() {
        return Stream.of(
                Arguments.of("nothing", "", (Shop.Handler) (q, s) -> {}),
                Arguments.of("print", "ab", (Shop.Handler)
                        (q, s) -> s.getWriter().append("a").print("b")),
                Arguments.of("stream", "ab", (Shop.Handler) (q, s) -> {
                    s.getOutputStream().write('a');
                    s.getOutputStream().print("b");
                }),
                Arguments.of("early flush", "", (Shop.Handler) (q, s) -> s.flushBuffer()),
                Arguments.of("flush between", "ab", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("a");
                    s.getWriter().flush();
                    s.getWriter().print("b");
                }),
                Arguments.of("stream flush", "ab", (Shop.Handler) (q, s) -> {
                    s.getOutputStream().print("a");
                    s.getOutputStream().flush();
                    s.getOutputStream().print("b");
                }),
                Arguments.of("flush before writing", "b", (Shop.Handler) (q, s) -> {
                    s.flushBuffer();
                    s.getWriter().print("b");
                }),
                Arguments.of("writer closed", "a", (Shop.Handler) (q, s) -> {
                    try (PrintWriter out = s.getWriter()) {
                        out.print("a");
                    }
                    s.getWriter().print("lost");
                }),
                Arguments.of("stream closed", "a", (Shop.Handler) (q, s) -> {
                    try (ServletOutputStream out = s.getOutputStream()) {
                        out.print("a");
                    }
                }),
                Arguments.of("exact length", "12345", (Shop.Handler) (q, s) -> {
                    s.setContentLength(5);
                    s.getOutputStream().print("12345");
                }),
                Arguments.of("exact length by writer", "12345", (Shop.Handler) (q, s) -> {
                    s.setContentLengthLong(5);
                    s.getWriter().print("12345");
                }),
                Arguments.of("reset", "b", (Shop.Handler) (q, s) -> {
                    s.setStatus(500);
                    s.getWriter().print("a");
                    s.reset();
                    s.getOutputStream().print("b");
                }),
                Arguments.of("resetBuffer", "b", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("a");
                    s.resetBuffer();
                    s.getWriter().print("b");
                }),
                Arguments.of("status 201", "made", (Shop.Handler) (q, s) -> {
                    s.setStatus(201);
                    s.getWriter().print("made");
                }),
                Arguments.of("status 204", "", (Shop.Handler) (q, s) -> s.setStatus(204)),
                Arguments.of("small buffer", "x".repeat(700), (Shop.Handler) (q, s) -> {
                    s.setBufferSize(512);
                    s.getOutputStream().print("x".repeat(600));
                    s.getOutputStream().print("x".repeat(100));
                }),
                Arguments.of("large buffer", "x".repeat(100_000), (Shop.Handler) (q, s) -> {
                    s.setBufferSize(200_000);
                    s.getWriter().print("x".repeat(100_000));
                    if (s.isCommitted()) {
                        throw new IllegalStateException("committed too early");
                    }
                }),
                Arguments.of("redirect undone", "b", (Shop.Handler) (q, s) -> {
                    s.setStatus(302);
                    s.reset();
                    s.getWriter().print("b");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("successes")
    void everySuccessCarriesTheReceipt(String name, String content, Shop.Handler handler) throws Exception {
        try (Shop shop = paid(handler)) {
            Answer answer = shop.buy("/paid").assertReceipt();
            assertThat(answer.text()).isEqualTo(content);
            shop.assertRuns("paid", 1).assertPaid(1).assertDelivered(true, answer.status());
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("sendError", 404, (Shop.Handler) (q, s) -> s.sendError(404)),
                Arguments.of("sendError with text", 500, (Shop.Handler) (q, s) -> s.sendError(500, "no")),
                Arguments.of("sendError after writing", 503, (Shop.Handler) (q, s) -> {
                    s.getWriter().print("secret");
                    s.sendError(503);
                }),
                Arguments.of("sendError, then writing", 503, (Shop.Handler) (q, s) -> {
                    s.sendError(503);
                    s.getWriter().print("secret");
                }),
                Arguments.of("status 404", 404, (Shop.Handler) (q, s) -> {
                    s.setStatus(404);
                    s.getWriter().print("none");
                }),
                Arguments.of("status 500, flushed", 500, (Shop.Handler) (q, s) -> {
                    s.setStatus(500);
                    s.flushBuffer();
                }),
                Arguments.of("status 402", 402, (Shop.Handler) (q, s) -> s.setStatus(402)),
                Arguments.of("status 304", 304, (Shop.Handler) (q, s) -> s.setStatus(304)),
                Arguments.of("redirect", 302, (Shop.Handler) (q, s) -> s.sendRedirect("/elsewhere")),
                Arguments.of("redirect after writing", 302, (Shop.Handler) (q, s) -> {
                    s.getWriter().print("secret");
                    s.sendRedirect("/elsewhere");
                }),
                Arguments.of("status after writing", 500, (Shop.Handler) (q, s) -> {
                    s.getWriter().print("some");
                    s.setStatus(500);
                }),
                Arguments.of("exception", 500, (Shop.Handler) (q, s) -> {
                    throw new IOException("as told");
                }),
                Arguments.of("exception after writing", 500, (Shop.Handler) (q, s) -> {
                    s.getOutputStream().print("secret");
                    throw new IllegalStateException("as told");
                }),
                Arguments.of("error", 500, (Shop.Handler) (q, s) -> {
                    throw new AssertionError("as told");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void nothingButASuccessCarriesAReceipt(String name, int status, Shop.Handler handler) throws Exception {
        try (Shop shop = paid(handler)) {
            Answer answer = shop.buy("/paid").assertWithoutReceipt(status);
            assertThat(answer.text()).doesNotContain("secret");
            shop.assertRuns("paid", 1).assertPaid(1);
            shop.assertDelivered(status < 400, status);
        }
    }

    /** 600 bytes overflow a buffer of 512, and Tomcat's own stays larger than it is told. */
    @ParameterizedTest
    @ValueSource(ints = {512, 100})
    void anExceptionAfterASmallBufferOverflowedLeavesNoReceiptOnAnError(int bufferSize) throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setBufferSize(bufferSize);
            response.getOutputStream().write(new byte[600]);
            response.getOutputStream().write(new byte[600]);
            throw new IllegalStateException("as told");
        })) {
            Answer unpaid = shop.get("/paid");
            Answer answer = RawHttp.get(shop.port(), "/paid", "Authorization: " + Shop.credential(unpaid));

            if (answer.status() >= 300) {
                answer.assertWithoutReceipt(500);
            }
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void anExceptionAfterMuchWasWrittenCutsTheResponseOff() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setContentLength(200_000);
            response.getOutputStream().write(new byte[100_000]);
            throw new IllegalStateException("as told");
        })) {
            Answer unpaid = shop.get("/paid");
            Answer answer = RawHttp.get(shop.port(), "/paid", "Authorization: " + Shop.credential(unpaid));

            answer.assertReceipt();
            assertThat(answer.body()).hasSizeLessThan(200_000);
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 8191, 8192, 8193, 32_767, 32_768, 32_769, 1024 * 1024})
    void contentOfEverySizeIsIntact(int size) throws Exception {
        byte[] content = Shop.letters(size);
        String text = new String(content, StandardCharsets.US_ASCII);
        List<Shop.Handler> ways = List.of(
                (q, s) -> s.getOutputStream().write(content),
                (q, s) -> {
                    for (int at = 0; at < size; at += 1000) {
                        s.getOutputStream().write(content, at, Math.min(1000, size - at));
                    }
                },
                (q, s) -> s.getWriter().print(text),
                (q, s) -> {
                    for (int at = 0; at < size; at += 777) {
                        s.getWriter().write(text, at, Math.min(777, size - at));
                    }
                });
        for (Shop.Handler way : ways) {
            try (Shop shop = paid(way)) {
                Answer answer = shop.buy("/paid").assertReceipt();
                assertThat(answer.body()).isEqualTo(content);
                if (size < 8192) {
                    assertThat(answer.headers("Content-Length")).containsExactly(Integer.toString(size));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "ISO-8859-1", "windows-1252", "ISO-2022-JP"})
    void charactersAreEncodedAsTheHandlerSaid(String charset) throws Exception {
        String text = charset.equals("ISO-2022-JP") ? "a日本語" : "aäé" + (charset.startsWith("UTF") ? "😀日" : "");
        try (Shop shop = paid((request, response) -> {
            response.setContentType("text/plain");
            response.setCharacterEncoding(charset);
            PrintWriter out = response.getWriter();
            response.setCharacterEncoding("US-ASCII"); // too late
            for (char c : text.toCharArray()) {
                out.write(c);
            }
            if (!charset.equals("UTF-8")) {
                out.close();
            }
        })) {
            Answer answer = shop.buy("/paid").assertReceipt();
            assertThat(answer.body()).isEqualTo(text.getBytes(charset));
            assertThat(answer.headers("Content-Type").get(0)).containsIgnoringCase("charset=" + charset);
        }
    }

    @Test
    void halfASurrogatePairAtTheEndIsReplacedAndNotLost() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setCharacterEncoding("UTF-8");
            response.getWriter().print("a\ud83d");
            response.getWriter().close();
        })) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("a?");
        }
    }

    @Test
    void publicCachingBecomesPrivate() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setHeader("Cache-Control", "public, max-age=60");
            response.addHeader("Cache-Control", "s-maxage=600, must-revalidate");
        })) {
            assertThat(shop.buy("/paid").assertReceipt().headers("Cache-Control"))
                    .containsExactly("private, max-age=60, must-revalidate");
        }
    }

    @Test
    void aHandlersNoStoreStays() throws Exception {
        try (Shop shop = paid((request, response) -> response.setHeader("Cache-Control", "no-store"))) {
            assertThat(shop.buy("/paid").assertReceipt().headers("Cache-Control"))
                    .containsExactly("private, no-store");
        }
    }

    @Test
    void aRedirectIsNotForSharedCachesEither() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setHeader("Cache-Control", "public");
            response.sendRedirect("/elsewhere");
        })) {
            Answer answer = shop.buy("/paid").assertWithoutReceipt(302);
            assertThat(answer.headers("Cache-Control")).containsExactly("private");
            assertThat(answer.headers("Location")).hasSize(1);
            assertThat(answer.headers("Location").get(0)).endsWith("/elsewhere");
        }
    }

    @Test
    void headCostsTheSameAndIsDeliveredWithoutABody() throws Exception {
        HttpServlet servlet = new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("luck");
            }
        };
        try (Shop shop = Shop.plan()
                .register(context -> context.addServlet("paid", servlet).addMapping("/paid"))
                .priceServlet("paid", "0.01")
                .open()) {
            Answer unpaid = shop.send(shop.request("/paid").method("HEAD", BodyPublishers.noBody()));
            assertThat(unpaid.status()).isEqualTo(402);
            assertThat(unpaid.body()).isEmpty();
            assertThat(unpaid.challenges().get(0).request())
                    .isEqualTo(shop.get("/paid").challenges().get(0).request());

            Answer paid = shop.send(shop.request("/paid")
                    .method("HEAD", BodyPublishers.noBody())
                    .header("Authorization", Shop.credential(unpaid)));

            paid.assertReceipt();
            assertThat(paid.body()).isEmpty();
            shop.assertPaid(1);
        }
    }

    @Test
    void aHandlerThatMixesWriterAndStreamIsTold() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (Shop shop = paid((request, response) -> {
            response.getWriter().print("a");
            assertThatThrownBy(response::getOutputStream).isInstanceOf(IllegalStateException.class);
            response.reset();
            response.getOutputStream().print("b");
            assertThatThrownBy(response::getWriter).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.setBufferSize(100)).isInstanceOf(IllegalStateException.class);
            response.flushBuffer();
            assertThat(response.isCommitted()).isTrue();
            assertThatThrownBy(response::reset).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(response::resetBuffer).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.sendError(500)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> response.sendRedirect("/")).isInstanceOf(IllegalStateException.class);
            seen.set("all told");
        })) {
            assertThat(shop.buy("/paid").assertReceipt().text()).isEqualTo("b");
            assertThat(seen).hasValue("all told");
        }
    }

    @Test
    void theRedirectOfServlet61IsARedirectWithoutReceiptToo() throws Exception {
        try (Shop shop = paid((request, response) -> {
            try {
                HttpServletResponse.class
                        .getMethod("sendRedirect", String.class, int.class, boolean.class)
                        .invoke(response, "/elsewhere", 303, true);
            } catch (NoSuchMethodException servlet60) {
                response.setStatus(303);
                response.setHeader("Location", "/elsewhere");
            }
        })) {
            Answer answer = shop.buy("/paid").assertWithoutReceipt(303);
            assertThat(answer.headers("Location")).containsExactly("/elsewhere");
            assertThat(answer.headers("Cache-Control")).containsExactly("private");
        }
    }
}
