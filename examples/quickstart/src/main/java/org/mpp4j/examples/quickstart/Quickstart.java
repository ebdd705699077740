package org.mpp4j.examples.quickstart;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;
import org.mpp4j.testkit.SandboxPayer;

/** Serves a paid resource, pays for it once with every header shown, and ends. With {@code --serve} it goes on serving. */
public final class Quickstart {

    private static final int PORT = 8402;

    /** Held on to, because loggers that nobody holds forget their level. */
    private static final Logger JETTY_LOG = Logger.getLogger("org.eclipse.jetty");

    private Quickstart() {}

    /**
     * Runs the example.
     *
     * @param args none, or {@code --serve}
     * @throws Exception if the server can't start or the payment fails
     */
    public static void main(String... args) throws Exception {
        List<String> options = List.of(args);
        if (!options.isEmpty() && !options.equals(List.of("--serve"))) {
            System.err.println("Usage: quickstart [--serve]");
            System.exit(2);
        }
        JETTY_LOG.setLevel(Level.WARNING);
        FortuneServer server = new FortuneServer(PORT);
        URI fortune = server.start();
        buy(fortune, System.out);
        if (options.contains("--serve")) {
            System.out.println("Serving " + fortune + ", end with Ctrl-C. Try: curl -i " + fortune);
            server.join();
        }
        server.stop();
    }

    /** Asks, is told the price, pays, and gets what was paid for. */
    static void buy(URI resource, PrintStream out) throws Exception {
        PayingHttpClient client = PayingHttpClient.builder()
                .payer(SandboxPayer.named("alice"))
                .limit("tusd", Amount.ofBaseUnits(20_000)) // never more than 0.02 for one request
                .build();
        HttpRequest request = HttpRequest.newBuilder(resource).build();
        PaidResponse<String> paid = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));

        out.println("GET " + resource);
        paid.paymentRequired().ifPresent(response -> show(response, out));
        paid.challenge()
                .map(Challenge::request)
                .ifPresent(request402 ->
                        out.println("  asks for " + request402.json().toCanonicalString()));
        out.println();
        out.println("GET " + resource + " with Authorization: Payment ...");
        show(paid.response(), out);
        Receipt receipt = paid.receipt().orElseThrow(() -> new IllegalStateException("The server sent no receipt"));
        out.println("  receipt " + receipt.json().toCanonicalString());
    }

    private static void show(HttpResponse<String> response, PrintStream out) {
        out.println("HTTP " + response.statusCode());
        response.headers().map().forEach((name, values) -> values.forEach(value -> out.println(name + ": " + value)));
        out.println();
        out.println(response.body().strip());
    }
}
