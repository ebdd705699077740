package org.mpp4j.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The example paid-api as people run it: {@code java -jar}, configured by its environment. */
final class PaidApi implements AutoCloseable {

    static final String SECRET = "the-interop-tests-share-this-secret-with-nobody";
    static final String REALM = "api.interop.test";

    private static final String LISTENS = "paid-api listens on ";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Program program;
    private final URI url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private PaidApi(Program program) {
        this.program = program;
        String line = program.awaitLine(printed -> printed.startsWith(LISTENS), PATIENCE);
        this.url = URI.create(line.substring(LISTENS.length()));
    }

    /** What has to be in its environment to sell on that chain. */
    static Map<String, String> environment(long chainId, URI node) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PORT", "0");
        environment.put("MPP_SECRET_KEY", SECRET);
        environment.put("MPP_REALM", REALM);
        environment.put("TEMPO_CHAIN_ID", Long.toString(chainId));
        environment.put("TEMPO_RPC_URL", node.toString());
        environment.put("TEMPO_CURRENCY", Anvil.PATH_USD);
        environment.put("TEMPO_RECIPIENT", Account.MERCHANT.address());
        environment.put(
                "TEMPO_SPLITS",
                "0.005:" + Account.PLATFORM + ",0.001:" + Account.AFFILIATE + ":0x" + "0".repeat(56) + "deadbeef");
        return environment;
    }

    /** The program, with the log of mpp4j set to tell everything, and not waited for. */
    static Program launch(Map<String, String> environment) {
        Path logging = NodeModules.DIRECTORY.resolve("src/test/resources/logging.properties");
        Program program = Program.start(
                "paid-api",
                NodeModules.DIRECTORY,
                environment,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.util.logging.config.file=" + logging,
                        "-jar",
                        System.getProperty("interop.paidApi")));
        Canary.secret(SECRET);
        Canary.printed(program::printed);
        return program;
    }

    /** Starts it and waits until it listens. */
    static PaidApi start(Map<String, String> environment) {
        Program program = launch(environment);
        try {
            return new PaidApi(program);
        } catch (RuntimeException failed) {
            program.close();
            throw failed;
        }
    }

    /** Not resolved, which would change paths that are odd on purpose. */
    URI url(String path) {
        return URI.create(url + path);
    }

    Program program() {
        return program;
    }

    Answer get(String path) {
        return send("GET", path);
    }

    /** Sends a request; the fields are names and values by turns. */
    Answer send(String method, String path, String... fields) {
        return send(method, path, BodyPublishers.noBody(), fields);
    }

    Answer send(String method, String path, BodyPublisher body, String... fields) {
        try {
            return Answer.of(http.send(request(method, path, body, fields), BodyHandlers.ofByteArray()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    CompletableFuture<Answer> sendAsync(String method, String path, String... fields) {
        return http.sendAsync(request(method, path, BodyPublishers.noBody(), fields), BodyHandlers.ofByteArray())
                .thenApply(Answer::of);
    }

    Answer getPaid(String path, String authorization) {
        return send("GET", path, "Authorization", authorization);
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... fields) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url(path)).timeout(PATIENCE).method(method, body);
        if (fields.length > 0) {
            request.headers(fields);
        }
        return request.build();
    }

    @Override
    public void close() {
        program.close();
    }
}
