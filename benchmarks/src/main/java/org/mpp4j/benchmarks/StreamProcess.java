package org.mpp4j.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;

/** A {@link StreamServer} in a process of its own, with a heap of 2 GiB. */
final class StreamProcess implements AutoCloseable {

    /**
     * What a server tells of itself.
     *
     * @param open how many streams it has
     * @param written how many tokens it has written
     * @param mostThreads how many threads it had at most
     * @param threads how many it has
     * @param heap what is in use of its heap, in bytes
     */
    record Books(int open, long written, int mostThreads, int threads, long heap) {

        /** In words. */
        String resources() {
            return String.format(
                    Locale.ROOT, "%d threads (at most %d), %d MiB of heap", threads, mostThreads, heap >> 20);
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI url;

    private StreamProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Starts one, with these arguments behind its port. */
    static StreamProcess start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                StreamServer.class.getName(),
                "0"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = said.readLine();
        if (line == null) {
            throw new IllegalStateException("The stream server didn't start");
        }
        return new StreamProcess(process, URI.create(line.substring(line.indexOf("http"))));
    }

    URI url() {
        return url;
    }

    /** A fresh one for a stream. */
    Challenge challenge() throws IOException, InterruptedException {
        return WwwAuthenticate.parse(
                        ask("/stream", Optional.empty(), 402).headers().allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    /** Sends a credential that only manages a session. */
    String manage(Credential credential) throws IOException, InterruptedException {
        return ask("/stream", Optional.of(PaymentAuthorization.format(credential)), 200)
                .body();
    }

    Books books() throws IOException, InterruptedException {
        return books("/books");
    }

    /** After the heap was cleared of what nobody needs. */
    Books booksAfterCollection() throws IOException, InterruptedException {
        return books("/books?gc=1");
    }

    /** Ends all streams that have been paid for. */
    Books end() throws IOException, InterruptedException {
        return books("/books?end=1");
    }

    private Books books(String path) throws IOException, InterruptedException {
        String[] figures = ask(path, Optional.empty(), 200).body().split(" ", -1);
        return new Books(
                Integer.parseInt(figures[0]),
                Long.parseLong(figures[1]),
                Integer.parseInt(figures[2]),
                Integer.parseInt(figures[3]),
                Long.parseLong(figures[4]));
    }

    private HttpResponse<String> ask(String path, Optional<String> authorization, int status)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
        authorization.ifPresent(value -> request.header("Authorization", value));
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
}
