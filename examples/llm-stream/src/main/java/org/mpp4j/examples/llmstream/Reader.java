package org.mpp4j.examples.llmstream;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.SandboxSession;

/** A client that reads a stream and pays as it reads: a little ahead, and never more than its limit. */
final class Reader {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String session = UUID.randomUUID().toString();
    private final URI resource;
    private final BigInteger step;
    private final BigInteger limit;
    private final PrintStream out;

    /**
     * Prepares to read.
     *
     * @param resource that is sold by the token
     * @param step how much is authorized at a time, in base units
     * @param limit how much is authorized in all
     * @param out where everything is shown
     */
    Reader(URI resource, BigInteger step, BigInteger limit, PrintStream out) {
        this.resource = resource;
        this.step = step;
        this.limit = limit;
        this.out = out;
    }

    /** Asks, is told the price, opens a session, and reads to the end. */
    void read() throws IOException, InterruptedException {
        HttpResponse<String> unpaid = http.send(HttpRequest.newBuilder(resource).build(), BodyHandlers.ofString());
        Challenge challenge = WwwAuthenticate.parse(unpaid.headers().allValues(WwwAuthenticate.HEADER))
                .get(0);
        out.println("HTTP " + unpaid.statusCode() + ", asks for "
                + challenge.request().json().toCanonicalString());
        BigInteger authorized = step;
        HttpRequest paid = HttpRequest.newBuilder(resource)
                .header("Authorization", authorization(challenge, authorized))
                .build();
        HttpResponse<Stream<String>> answer = http.send(paid, BodyHandlers.ofLines());
        out.println("HTTP " + answer.statusCode() + ", authorized " + authorized);
        String event = "";
        try (Stream<String> lines = answer.body()) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                String line = each.next();
                if (line.startsWith("event: ")) {
                    event = line.substring("event: ".length());
                } else if (line.startsWith("data: ")) {
                    authorized = handle(event, line.substring("data: ".length()), challenge, authorized);
                }
            }
        }
    }

    private BigInteger handle(String event, String data, Challenge challenge, BigInteger authorized)
            throws IOException, InterruptedException {
        switch (event) {
            case SandboxSession.NEED_MORE -> {
                BigInteger required = new BigInteger(JsonObject.parse(data).requireString("requiredCumulative"));
                BigInteger next = required.max(authorized.add(step));
                if (next.compareTo(limit) > 0) {
                    out.println();
                    out.println("The limit of " + limit + " is reached, so nothing more is authorized");
                    return authorized;
                }
                authorize(challenge, next);
                return next;
            }
            case "payment-receipt" -> {
                out.println();
                out.println("receipt " + data);
            }
            default -> out.print(data);
        }
        return authorized;
    }

    /** On a connection of its own, while the stream waits. */
    private void authorize(Challenge challenge, BigInteger total) throws IOException, InterruptedException {
        HttpRequest more = HttpRequest.newBuilder(resource)
                .header("Authorization", authorization(challenge, total))
                .method("HEAD", BodyPublishers.noBody())
                .build();
        int status = http.send(more, BodyHandlers.discarding()).statusCode();
        out.println();
        out.println("  (authorized " + total + ": HTTP " + status + ")");
    }

    private String authorization(Challenge challenge, BigInteger total) {
        return PaymentAuthorization.format(
                Credential.of(challenge, "did:sandbox:alice", SandboxSession.authorize(session, total)));
    }
}
