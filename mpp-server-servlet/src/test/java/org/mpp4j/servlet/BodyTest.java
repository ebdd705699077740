package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.gate.Offer;
import org.mpp4j.protocol.ProblemType;

/** A payment is for the request that was quoted, its body included, and the handler reads it as if nobody had before. */
@ContainerTest
class BodyTest {

    private static final Shop.Handler ECHO = (request, response) -> {
        response.setHeader("Echoed-Method", request.getMethod());
        request.getInputStream().transferTo(response.getOutputStream());
    };

    private static Shop echo() {
        return Shop.plan().servlet("echo", ECHO, "/echo").priceServlet("echo", "0.01");
    }

    @ParameterizedTest
    @CsvSource({"POST,0", "POST,1", "PUT,100", "PATCH,65536", "DELETE,65537", "GET,10", "POST,2097152"})
    void theHandlerGetsTheBodyThatWasPaidFor(String method, int size) throws Exception {
        byte[] body = Shop.letters(size);
        try (Shop shop = echo().open()) {
            Answer unpaid = shop.send(shop.request("/echo").method(method, BodyPublishers.ofByteArray(body)));
            assertThat(unpaid.assertChallenged().challenges().get(0).digest().isPresent())
                    .isEqualTo(size > 0);

            Answer paid = shop.send(shop.request("/echo")
                    .method(method, BodyPublishers.ofByteArray(body))
                    .header("Authorization", Shop.credential(unpaid)));

            assertThat(paid.assertReceipt().body()).isEqualTo(body);
            assertThat(paid.headers("Echoed-Method")).containsExactly(method);
            shop.assertRuns("echo", 1).assertPaid(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"one|two", "one|''", "''|two", "one|'one '", "one|ONE"})
    void anotherBodyIsRejectedAndTheRightOneStillGetsIn(String challenged, String sent) throws Exception {
        try (Shop shop = echo().open()) {
            String credential = Shop.credential(shop.send(shop.post("/echo", challenged)));

            shop.send(shop.post("/echo", sent).header("Authorization", credential))
                    .assertChallenged(ProblemType.VERIFICATION_FAILED);
            shop.assertRuns("echo", 0).assertPaid(0);

            shop.send(shop.post("/echo", challenged).header("Authorization", credential))
                    .assertReceipt();
            shop.assertRuns("echo", 1).assertPaid(1);
        }
    }

    private static byte[] chunked(int port, String path, String type, String body, String... headers) {
        StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nContent-Type: " + type + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("\r\n");
        for (int at = 0; at < body.length(); at += 50_000) {
            String chunk = body.substring(at, Math.min(body.length(), at + 50_000));
            request.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 200_000})
    void aChunkedBodyIsBoundAsWell(int size) throws Exception {
        String body = "x".repeat(size);
        try (Shop shop = echo().open()) {
            Answer unpaid = RawHttp.send(shop.port(), chunked(shop.port(), "/echo", "text/plain", body));
            String credential = "Authorization: " + Shop.credential(unpaid.assertChallenged());

            RawHttp.send(shop.port(), chunked(shop.port(), "/echo", "text/plain", body + "!", credential))
                    .assertChallenged(ProblemType.VERIFICATION_FAILED);
            Answer paid = RawHttp.send(shop.port(), chunked(shop.port(), "/echo", "text/plain", body, credential));

            assertThat(paid.assertReceipt().text()).isEqualTo(body);
            shop.assertRuns("echo", 1).assertPaid(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void formParametersComeFromTheBuffer(int inMemory) throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "form",
                        (request, response) -> {
                            response.setCharacterEncoding("UTF-8");
                            response.getWriter()
                                    .print(request.getParameter("a") + "|"
                                            + String.join(",", request.getParameterValues("b")) + "|"
                                            + request.getParameter("none") + "|"
                                            + request.getParameterMap().keySet());
                        },
                        "/form")
                .priceServlet("form", "0.01")
                .filter(filter -> filter.bodyInMemory(inMemory))
                .open()) {
            HttpRequest.Builder request = shop.request("/form?b=query")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("a=%C3%A4+1&b=form&b=&c"));

            assertThat(shop.buy(request).assertReceipt().text()).isEqualTo("ä 1|query,form,|null|[b, a, c]");
        }
    }

    private static final String MULTIPART = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n"
            + "t\u00eftle\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nline 1\r\nline 2\r\n--XX--\r\n";

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void multipartPartsComeFromTheBuffer(int inMemory) throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "upload",
                        (request, response) -> {
                            Part file = request.getPart("file");
                            response.setCharacterEncoding("UTF-8");
                            response.getWriter()
                                    .print(request.getParameter("title") + "|" + file.getSubmittedFileName() + "|"
                                            + file.getContentType() + "|" + file.getSize() + "|"
                                            + new String(file.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                                            + "|" + request.getParts().size() + "|" + request.getPart("none") + "|"
                                            + file.getHeader("content-type"));
                        },
                        registration -> registration.setMultipartConfig(new MultipartConfigElement("")),
                        "/upload")
                .priceServlet("upload", "0.01")
                .filter(filter -> filter.bodyInMemory(inMemory))
                .open()) {
            HttpRequest.Builder request = shop.request("/upload")
                    .header("Content-Type", "multipart/form-data; boundary=XX")
                    .POST(BodyPublishers.ofString(MULTIPART));

            assertThat(shop.buy(request).assertReceipt().text())
                    .isEqualTo("tïtle|a.txt|text/plain|14|line 1\r\nline 2|2|null|text/plain");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void theReaderComesFromTheBuffer(int inMemory) throws Exception {
        try (Shop shop = Shop.plan()
                .servlet(
                        "lines",
                        (request, response) -> {
                            response.setCharacterEncoding("UTF-8");
                            response.getWriter().print(request.getReader().readLine());
                        },
                        "/lines")
                .priceServlet("lines", "0.01")
                .filter(filter -> filter.bodyInMemory(inMemory))
                .open()) {
            HttpRequest.Builder request = shop.request("/lines")
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .POST(BodyPublishers.ofString("zwölf\nrest"));
            assertThat(shop.buy(request).assertReceipt().text()).isEqualTo("zwölf");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedAndNothingIsClaimed() throws Exception {
        try (Shop shop = echo().filter(filter -> filter.bodyLimit(1000)).open()) {
            String credential = Shop.credential(shop.send(shop.post("/echo", "x".repeat(1000))));
            int port = shop.port();

            RawHttp.send(
                            port,
                            ("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1001\r\n\r\n"
                                            + "x".repeat(1001))
                                    .getBytes(StandardCharsets.US_ASCII))
                    .assertRefused(413, ProblemType.CONTENT_TOO_LARGE);
            RawHttp.send(port, chunked(port, "/echo", "text/plain", "x".repeat(1001)))
                    .assertRefused(413, ProblemType.CONTENT_TOO_LARGE);
            RawHttp.send(port, chunked(port, "/echo", "text/plain", "x".repeat(1001), "Authorization: " + credential))
                    .assertRefused(413, ProblemType.CONTENT_TOO_LARGE);
            shop.assertRuns("echo", 0).assertPaid(0);

            shop.send(shop.post("/echo", "x".repeat(1000)).header("Authorization", credential))
                    .assertReceipt();
        }
    }

    private static Set<Path> bodyFiles() throws IOException {
        Set<Path> files = new HashSet<>();
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), "mpp4j-body-*")) {
            found.forEach(files::add);
        }
        return files;
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "ignored", "error", "async", "timeout"})
    void temporaryFilesAreGoneHoweverItEnds(String way) throws Exception {
        Set<Path> before = bodyFiles();
        Set<Path> during = new HashSet<>();
        try (Shop shop = Shop.plan()
                .servlet(
                        "paid",
                        (request, response) -> {
                            during.addAll(bodyFiles());
                            switch (way) {
                                case "read" -> request.getInputStream().readAllBytes();
                                case "error" -> throw new IllegalStateException("as told");
                                case "async" -> {
                                    var async = request.startAsync();
                                    async.start(async::complete);
                                }
                                case "timeout" -> request.startAsync().setTimeout(100);
                                default -> {}
                            }
                        },
                        "/paid")
                .priceServlet("paid", "0.01")
                .filter(filter -> filter.bodyInMemory(10))
                .open()) {
            shop.buy(shop.post("/paid", "x".repeat(100)));

            during.removeAll(before);
            assertThat(during).isNotEmpty();
            await().untilAsserted(() -> assertThat(bodyFiles()).doesNotContainAnyElementsOf(during));
            shop.assertPaid(1);
        }
        assertThat(before).containsAll(bodyFiles());
    }

    @Test
    void withoutBodyDigestUploadsOfAnyLengthStreamThrough() throws Exception {
        Shop plan = Shop.plan().servlet("echo", ECHO, "/echo");
        plan.filter(filter -> filter.bodyLimit(10)
                .priceServlet("echo", Tariff.of(Offer.of(plan.sandbox, "0.01")).withoutBodyDigest()));
        try (Shop shop = plan.open()) {
            Answer unpaid = shop.send(shop.post("/echo", "x"));
            assertThat(unpaid.challenges().get(0).digest()).isEmpty();
            String large = "y".repeat(3_000_000);

            Answer paid = shop.send(shop.post("/echo", large).header("Authorization", Shop.credential(unpaid)));

            assertThat(paid.assertReceipt().text()).isEqualTo(large);
        }
    }

    private static Shop behind(Filter inFront) {
        return echo().inFront(context -> {
            var registration = context.addFilter("in front", inFront);
            registration.setAsyncSupported(true);
            // The payment filter goes to the front as well, but this one was there first.
            registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "chunked"})
    void aFilterInFrontThatReadsTheFormClosesTheResource(String way) throws Exception {
        try (Shop shop = behind((request, response, chain) -> {
                    request.getParameter("a");
                    chain.doFilter(request, response);
                })
                .open()) {
            String type = "application/x-www-form-urlencoded";
            Answer answer = way.equals("chunked")
                    ? RawHttp.send(shop.port(), chunked(shop.port(), "/echo", type, "a=1"))
                    : shop.send(shop.post("/echo", "a=1").header("Content-Type", type));

            answer.assertRefused(500, ProblemType.INTERNAL_ERROR);
            shop.assertRuns("echo", 0).assertPaid(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "all", "some"})
    void aFilterInFrontThatReadsTheBodyClosesTheResource(String way) throws Exception {
        try (Shop shop = behind((request, response, chain) -> {
                    switch (way) {
                        case "reader" -> request.getReader().read();
                        case "all" -> request.getInputStream().readAllBytes();
                        default -> request.getInputStream().readNBytes(2);
                    }
                    chain.doFilter(request, response);
                })
                .open()) {
            shop.send(shop.post("/echo", "body")).assertRefused(500, ProblemType.INTERNAL_ERROR);
            shop.assertRuns("echo", 0).assertPaid(0);
        }
    }
}
