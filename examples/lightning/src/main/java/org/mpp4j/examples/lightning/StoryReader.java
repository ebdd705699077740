package org.mpp4j.examples.lightning;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.LightningSessionPayer;
import org.mpp4j.lightning.PaidSession;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;

/** Reads a story that is paid for by the word: a deposit, another one when the first is spent, and the rest back at the end. */
final class StoryReader {

    private static final long LIMIT_SATOSHI = 20;

    private final URI story;
    private final PrintStream out;
    private final HttpClient http = HttpClient.newHttpClient();
    private final LightningSessionPayer payer;

    private StoryReader(URI story, LightningNode wallet, PrintStream out) {
        this.story = story;
        this.out = out;
        this.payer = LightningSessionPayer.with(wallet, LightningNetwork.REGTEST)
                .returnLifetime(LdkNode.INVOICE_LIFETIME)
                .limit(LIMIT_SATOSHI);
    }

    static void read(URI story, LightningNode wallet, PrintStream out) throws IOException, InterruptedException {
        new StoryReader(story, wallet, out).read();
    }

    private void read() throws IOException, InterruptedException {
        Challenge challenge = challenge();
        PaidSession session = payer.open(challenge);
        out.println("7. GET " + story + ": HTTP 402, " + challenge.request().amount()
                + " sat a word. Paid a deposit of " + session.deposited() + " sat");
        HttpResponse<Stream<String>> stream = http.send(request(session.credential(challenge)), BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            read(lines.iterator(), session);
        }
        HttpResponse<String> closed = http.send(request(session.close(challenge)), BodyHandlers.ofString());
        out.println("11. The session is closed: HTTP " + closed.statusCode() + " " + closed.body());
    }

    private void read(Iterator<String> lines, PaidSession session) throws IOException, InterruptedException {
        StringJoiner words = new StringJoiner(" ");
        String event = "";
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("event: ")) {
                event = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                String data = line.substring("data: ".length());
                switch (event) {
                    case "payment-need-topup" -> topUp(session, words.toString(), data);
                    case "payment-receipt" ->
                        out.println("10. " + words + System.lineSeparator() + "   receipt " + data);
                    default -> words.add(data);
                }
            }
        }
    }

    private void topUp(PaidSession session, String sofar, String data) throws IOException, InterruptedException {
        out.println("8. " + sofar + " ...");
        out.println("   payment-need-topup " + data);
        HttpResponse<String> answer = http.send(request(session.topUp(challenge())), BodyHandlers.ofString());
        out.println("9. Paid " + session.deposited() + " sat by now: HTTP " + answer.statusCode() + " " + answer.body()
                + ", and the stream goes on");
    }

    private Challenge challenge() throws IOException, InterruptedException {
        HttpResponse<Void> answer = http.send(HttpRequest.newBuilder(story).build(), BodyHandlers.discarding());
        return WwwAuthenticate.parse(answer.headers().allValues(WwwAuthenticate.HEADER))
                .get(0);
    }

    private HttpRequest request(Credential credential) {
        return HttpRequest.newBuilder(story)
                .header(PaymentAuthorization.HEADER, PaymentAuthorization.format(credential))
                .build();
    }
}
