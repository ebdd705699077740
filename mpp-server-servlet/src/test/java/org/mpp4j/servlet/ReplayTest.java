package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends a credential again gets the same answer again, however its handler gave it, and the handler doesn't run again. */
@ContainerTest
class ReplayTest {

    private static final int LIMIT = 64 * 1024;

    private static Shop paid(Shop.Handler handler) throws Exception {
        return Shop.plan()
                .servlet("paid", handler, "/paid")
                .priceServlet("paid", "0.01")
                .open();
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("nothing", (Shop.Handler) (q, s) -> {}),
                Arguments.of("print", (Shop.Handler) (q, s) -> {
                    s.setContentType("text/plain");
                    s.getWriter().append("a").print("b");
                }),
                Arguments.of("print without type", (Shop.Handler)
                        (q, s) -> s.getWriter().print("ab")),
                Arguments.of("print in a charset", (Shop.Handler) (q, s) -> {
                    s.setContentType("text/html; charset=UTF-16BE");
                    s.getWriter().print("a\u00e4\ud83d\ude00");
                }),
                Arguments.of("print in a charset with an end", (Shop.Handler) (q, s) -> {
                    s.setContentType("text/plain; charset=ISO-2022-JP");
                    s.getWriter().print("\u65e5\u672c");
                    s.getWriter().flush();
                }),
                Arguments.of("json", (Shop.Handler) (q, s) -> {
                    s.setContentType("application/json");
                    s.getWriter().print("{\"a\":\"\u00e4\"}");
                }),
                Arguments.of("charset later", (Shop.Handler) (q, s) -> {
                    s.setCharacterEncoding("UTF-8");
                    s.getWriter().print("\u00e4");
                    s.setContentType("text/css");
                }),
                Arguments.of("stream", (Shop.Handler) (q, s) -> {
                    s.setContentType("image/png");
                    s.getOutputStream().write(0xff);
                    s.getOutputStream().write(new byte[] {0, 1, 2, (byte) 0x80}, 1, 3);
                }),
                Arguments.of("stream with length", (Shop.Handler) (q, s) -> {
                    s.setContentLength(3);
                    s.getOutputStream().print("abc");
                }),
                Arguments.of("more than a buffer", (Shop.Handler) (q, s) -> {
                    for (int i = 0; i < 60; i++) {
                        s.getOutputStream().write(Shop.letters(1000));
                    }
                }),
                Arguments.of("as much as is kept", (Shop.Handler)
                        (q, s) -> s.getOutputStream().write(Shop.letters(LIMIT))),
                Arguments.of("small buffer", (Shop.Handler) (q, s) -> {
                    s.setBufferSize(512);
                    s.getOutputStream().write(Shop.letters(600));
                    s.getOutputStream().write(Shop.letters(100));
                }),
                Arguments.of("flushed at the end", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("a");
                    s.getWriter().flush();
                    s.flushBuffer();
                }),
                Arguments.of("flushed and empty", (Shop.Handler) (q, s) -> s.flushBuffer()),
                Arguments.of("writer closed", (Shop.Handler) (q, s) -> {
                    try (PrintWriter out = s.getWriter()) {
                        out.print("a");
                    }
                    s.getWriter().print("lost");
                }),
                Arguments.of("stream closed", (Shop.Handler) (q, s) -> {
                    try (ServletOutputStream out = s.getOutputStream()) {
                        out.print("a");
                    }
                }),
                Arguments.of("reset", (Shop.Handler) (q, s) -> {
                    s.setStatus(500);
                    s.setHeader("X-Gone", "1");
                    s.setContentType("text/html");
                    s.getWriter().print("gone");
                    s.reset();
                    s.setHeader("X-Here", "2");
                    s.getOutputStream().print("b");
                }),
                Arguments.of("resetBuffer", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("gone");
                    s.resetBuffer();
                    s.getWriter().print("b");
                }),
                Arguments.of("fields", (Shop.Handler) (q, s) -> {
                    s.addHeader("X-Two", "one");
                    s.addHeader("X-Two", "two, and a half");
                    s.setHeader("ETag", "\"1\"");
                    s.setDateHeader("Last-Modified", 0);
                    s.setIntHeader("X-Number", 7);
                    s.addHeader("Vary", "Accept-Language");
                    s.addHeader("Link", "</a>; rel=next");
                    s.addHeader("Link", "</b>; rel=prev");
                    s.addCookie(new Cookie("a", "1"));
                    s.addCookie(new Cookie("b", "2"));
                    s.setHeader("Cache-Control", "public, max-age=60");
                    s.setLocale(Locale.CANADA_FRENCH);
                    s.getOutputStream().print("b");
                }),
                Arguments.of("status 201", (Shop.Handler) (q, s) -> {
                    s.setStatus(201);
                    s.setHeader("Location", "/made/1");
                    s.getWriter().print("made");
                }),
                Arguments.of("status 204", (Shop.Handler) (q, s) -> s.setStatus(204)),
                Arguments.of("status 304", (Shop.Handler) (q, s) -> s.setStatus(304)),
                Arguments.of("redirect", (Shop.Handler) (q, s) -> {
                    s.setHeader("X-Here", "2");
                    s.sendRedirect("/elsewhere");
                }),
                Arguments.of("redirect after writing", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("gone");
                    s.sendRedirect("/elsewhere");
                }),
                Arguments.of("redirect by hand", (Shop.Handler) (q, s) -> {
                    s.setStatus(303);
                    s.setHeader("Location", "/elsewhere");
                }),
                Arguments.of("status 404", (Shop.Handler) (q, s) -> {
                    s.setStatus(404);
                    s.setContentType("application/json");
                    s.getWriter().print("{}");
                }),
                Arguments.of("async", (Shop.Handler) (q, s) -> {
                    AsyncContext async = q.startAsync();
                    async.start(() -> {
                        try {
                            async.getResponse().setContentType("text/plain");
                            async.getResponse().getWriter().print("later");
                        } catch (IOException gone) {
                            throw new IllegalStateException(gone);
                        }
                        async.complete();
                    });
                }),
                Arguments.of("async dispatch", (Shop.Handler) (q, s) -> {
                    if (q.getDispatcherType() == DispatcherType.REQUEST) {
                        s.setHeader("X-First", "1");
                        q.startAsync().dispatch();
                    } else {
                        s.getWriter().print("second");
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void anAnswerIsGivenAgainAsItWas(String name, Shop.Handler handler) throws Exception {
        try (Shop shop = paid(handler)) {
            Twice twice = Twice.buy(shop, shop.request("/paid")).assertSame();

            int status = twice.first().status();
            if (status != 304) { // of which Jetty says that it has no content, and Tomcat nothing
                assertThat(twice.second().headers("Content-Length"))
                        .isEqualTo(
                                status == 204
                                        ? List.of()
                                        : List.of(Integer.toString(twice.first().body().length)));
            }
            if (status < 300) {
                twice.second().assertReceipt();
            }
            int runs = name.equals("async dispatch") ? 2 : 1;
            shop.assertRuns("paid", runs).assertPaid(1);
        }
    }

    static Stream<Arguments> unkept() {
        return Stream.of(
                Arguments.of("one byte more than is kept", (Shop.Handler)
                        (q, s) -> s.getOutputStream().write(Shop.letters(LIMIT + 1))),
                Arguments.of("flushed, and more", (Shop.Handler) (q, s) -> {
                    s.getWriter().print("a");
                    s.getWriter().flush();
                    s.getWriter().print("b");
                }),
                Arguments.of("stream flushed, and more", (Shop.Handler) (q, s) -> {
                    s.flushBuffer();
                    s.getOutputStream().write('b');
                }),
                Arguments.of("events", (Shop.Handler) (q, s) -> {
                    s.setContentType("text/event-stream;charset=UTF-8");
                    s.getWriter().print("data: 1\n\n");
                }),
                Arguments.of("lines of JSON", (Shop.Handler) (q, s) -> {
                    s.setContentType("application/X-NDJSON");
                    s.getOutputStream().print("{}\n");
                }),
                Arguments.of("non-blocking", (Shop.Handler) (q, s) -> {
                    AsyncContext async = q.startAsync();
                    ServletOutputStream out = s.getOutputStream();
                    out.print("a");
                    out.setWriteListener(new WriteListener() {
                        @Override
                        public void onWritePossible() throws IOException {
                            if (out.isReady()) {
                                out.write('b');
                            }
                            async.complete();
                        }

                        @Override
                        public void onError(Throwable thrown) {
                            async.complete();
                        }
                    });
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unkept")
    void whatCannotBeGivenAgainIsNotKept(String name, Shop.Handler handler) throws Exception {
        try (Shop shop = paid(handler)) {
            Twice twice = Twice.buy(shop, shop.request("/paid"));

            twice.first().assertReceipt();
            twice.assertNotKept();
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 100_000})
    void theLimitIsTheGates(int limit) throws Exception {
        try (Shop shop = Shop.plan()
                .gate(gate -> gate.answerLimit(limit))
                .servlet("paid", (request, response) -> response.getWriter().print("four"), "/paid")
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/paid"));
            if (limit < 4) {
                twice.assertNotKept();
            } else {
                twice.assertSame();
            }
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void anErrorOfTheServerIsNotGivenAgain() throws Exception {
        for (Shop.Handler handler :
                List.<Shop.Handler>of((q, s) -> s.sendError(500), (q, s) -> s.setStatus(503), (q, s) -> {
                    s.getWriter().print("a");
                    throw new IOException("as told");
                })) {
            try (Shop shop = paid(handler)) {
                Answer second = Twice.buy(shop, shop.request("/paid")).second();
                assertThat(second.headers("Idempotent-Replayed")).isEmpty();
                shop.assertPaid(1);
            }
        }
    }

    @Test
    void ofAnErrorPageOnlyTheStatusIsGivenAgain() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setHeader("X-Why", "none");
            response.getWriter().print("gone");
            response.sendError(404, "none here");
        })) {
            Twice twice = Twice.buy(shop, shop.request("/paid"));

            twice.first().assertWithoutReceipt(404);
            Answer second = twice.second().assertWithoutReceipt(404);
            assertThat(second.headers("Idempotent-Replayed")).containsExactly("true");
            assertThat(second.headers("X-Why")).containsExactly("none");
            assertThat(second.body()).isEmpty();
            assertThat(second.headers("Content-Type")).isEmpty();
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }

    @Test
    void whatWasCutOffIsNotGivenAgain() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setContentLength(10);
            response.getOutputStream().print("cut");
        })) {
            String credential = "Authorization: " + Shop.credential(shop.get("/paid"));
            RawHttp.get(shop.port(), "/paid", credential);

            assertThat(RawHttp.get(shop.port(), "/paid", credential).headers("Idempotent-Replayed"))
                    .isEmpty();
        }
    }

    @Test
    void headIsGivenAgainWithoutABody() throws Exception {
        HttpServlet servlet = new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.setHeader("X-Here", "2");
                response.getWriter().print("luck");
            }
        };
        try (Shop shop = Shop.plan()
                .register(context -> context.addServlet("paid", servlet).addMapping("/paid"))
                .priceServlet("paid", "0.01")
                .open()) {
            Twice twice = Twice.buy(shop, shop.request("/paid").method("HEAD", BodyPublishers.noBody()))
                    .assertSame();

            twice.second().assertReceipt();
            assertThat(twice.second().body()).isEmpty();
            List<String> lengths = twice.first().headers("Content-Length");
            assertThat(twice.second().headers("Content-Length")).isIn(lengths, List.of("4"));
            shop.assertPaid(1);
        }
    }

    @Test
    void aPostWithABodyIsAnsweredAgain() throws Exception {
        try (Shop shop = paid((request, response) -> {
            response.setContentType("text/plain");
            byte[] body = request.getInputStream().readAllBytes();
            response.getOutputStream().print("got " + new String(body, StandardCharsets.UTF_8));
        })) {
            Twice twice = Twice.buy(shop, shop.post("/paid", "order")).assertSame();

            assertThat(twice.second().text()).isEqualTo("got order");
            shop.assertRuns("paid", 1).assertPaid(1);
        }
    }
}
