package org.mpp4j.examples.lightning;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningPayer;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.testkit.ChallengePayer;
import org.mpp4j.testkit.PaidResponse;
import org.mpp4j.testkit.PayingHttpClient;

/** Opens a channel between two Lightning nodes, sells a fortune through one and buys it through the other, then reads a story that is sold by the word, and ends. */
public final class LightningDemo {

    private static final long CHANNEL_SATOSHI = 1_000_000;

    /** Held on to, because loggers that nobody holds forget their level. */
    private static final Logger JETTY_LOG = Logger.getLogger("org.eclipse.jetty");

    private LightningDemo() {}

    /**
     * Runs the example.
     *
     * @param args none
     * @throws Exception if the nodes or the server can't start, or the payment fails
     */
    public static void main(String... args) throws Exception {
        JETTY_LOG.setLevel(Level.WARNING);
        run(System.out);
    }

    static void run(PrintStream out) throws Exception {
        Chain chain = new Chain();
        try (LdkNode merchant = new LdkNode(chain);
                LdkNode customer = new LdkNode(chain);
                FortuneServer server = new FortuneServer(merchant)) {
            customer.openChannel(merchant, CHANNEL_SATOSHI, chain);
            out.println("1. Two Lightning nodes have opened a channel of " + CHANNEL_SATOSHI
                    + " sat. The customer's side: " + customer.balanceMillisatoshi() + " msat");
            long before = customer.balanceMillisatoshi();
            URI shop = server.start();
            buy(shop.resolve("fortune"), customer, out);
            out.println("6. The customer's side of the channel has " + (before - customer.balanceMillisatoshi())
                    + " msat less");
            long beforeStory = customer.balanceMillisatoshi();
            StoryReader.read(shop.resolve("story"), customer, out);
            out.println("12. The customer's side of the channel has " + (beforeStory - customer.balanceMillisatoshi())
                    + " msat less");
        }
    }

    private static void buy(URI resource, LdkNode wallet, PrintStream out) throws Exception {
        PayingHttpClient client = PayingHttpClient.builder()
                .payer(new ToldPayer(LightningPayer.with(wallet, LightningNetwork.REGTEST), out))
                .limit("sat", Amount.ofBaseUnits(20)) // never more than 20 satoshi for one request
                .build();
        out.println("2. GET " + resource);
        PaidResponse<String> paid = client.send(HttpRequest.newBuilder(resource).build(), BodyHandlers.ofString());

        Receipt receipt = paid.receipt().orElseThrow(() -> new IllegalStateException("The server sent no receipt"));
        out.println("5. GET " + resource + " with the preimage: HTTP " + paid.statusCode());
        out.println("   " + paid.body().strip());
        out.println("   receipt " + receipt.json().toCanonicalString());
    }

    /** Pays, and tells of it. */
    private record ToldPayer(LightningPayer payer, PrintStream out) implements ChallengePayer {

        @Override
        public boolean canAnswer(Challenge challenge) {
            return payer.canAnswer(challenge);
        }

        @Override
        public Credential pay(Challenge challenge) {
            out.println("3. HTTP 402, asks for " + challenge.request().amount() + " "
                    + challenge.request().currency() + " through " + challenge.method() + "/" + challenge.intent());
            out.println("   invoice " + challenge.request().methodDetails().requireString("invoice"));
            Credential credential = payer.pay(challenge);
            out.println("4. The customer's node has paid the invoice, and got its preimage");
            return credential;
        }
    }
}
