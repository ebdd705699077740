package org.mpp4j.examples.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.mpp4j.examples.cluster.Customer.Purchase;

/** What {@link ClusterDemo} shows, step by step. Not thread-safe. */
final class Demonstration {

    private static final int PURCHASES_WITHOUT_ONE = 6;

    /** Longer than the lease of a claim and the time until someone looks for claims that were left behind. */
    private static final Duration BOOKS_CLOSED = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final PrintStream out;
    private final Customer customer = new Customer();
    private final URI fortune;
    private final Book before;
    private int bought;

    Demonstration(Cluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
        this.fortune = cluster.url().resolve("/fortune");
        this.before = Book.of(cluster.store());
    }

    /** Shows everything. True if the books are right in the end. */
    boolean run() throws IOException, InterruptedException {
        introduce();
        Purchase first = payForOne();
        sendItAgain(first);
        killOne(instanceOf(first.answer()));
        return showBooks();
    }

    private void introduce() {
        out.println(cluster.instances().size() + " instances of paid-api keep their state in "
                + cluster.store().name() + ":");
        for (int i = 0; i < cluster.instances().size(); i++) {
            Instance instance = cluster.instances().get(i);
            out.println("  instance " + (i + 1) + "  " + instance.url() + "  process " + instance.pid());
        }
        out.println("  proxy       " + cluster.url() + "  gives requests to them in turn");
        out.println("  bank        " + cluster.bank().uri() + "  where play money moves, for all of them");
    }

    private Purchase payForOne() throws IOException, InterruptedException {
        out.println();
        out.println("1. One instance asks for payment, another one takes it.");
        Purchase purchase = buy();
        show("GET /fortune", purchase.asked(), "payment required");
        show("GET /fortune with a credential", purchase.answer(), quote(purchase.answer()));
        return purchase;
    }

    private Purchase buy() throws IOException, InterruptedException {
        Purchase purchase = customer.buy(fortune);
        if (purchase.answer().statusCode() != 200) {
            throw new IllegalStateException("A paid request was answered with "
                    + purchase.answer().statusCode() + ": " + purchase.answer().body());
        }
        bought++;
        return purchase;
    }

    private void sendItAgain(Purchase purchase) throws IOException, InterruptedException {
        out.println();
        out.println(
                "2. The same credential again, straight to each instance: the stored answer, and no second payment.");
        for (int i = 0; i < cluster.instances().size(); i++) {
            URI direct = cluster.instances().get(i).url().resolve("/fortune");
            HttpResponse<String> again = customer.present(direct, purchase.credential());
            String replayed = again.headers().firstValue("Idempotent-Replayed").orElse("no");
            out.println("  instance " + (i + 1) + "  " + again.statusCode() + "  " + quote(again)
                    + "  Idempotent-Replayed: " + replayed);
        }
        out.println("  the bank has moved money " + times(cluster.bank().transfers()));
    }

    /** The one whose turn it would be next, so that it is sure to be missed. */
    private void killOne(int lastAnswered) throws IOException, InterruptedException {
        int victim = lastAnswered % cluster.instances().size();
        out.println();
        out.println("3. SIGKILL to instance " + (victim + 1) + ". Paying goes on with the others.");
        cluster.instances().get(victim).kill();
        for (int i = 0; i < PURCHASES_WITHOUT_ONE; i++) {
            show("paid GET /fortune", buy().answer(), "");
        }
        cluster.replace(victim);
        out.println("  a new instance " + (victim + 1) + " takes its place");
        for (int i = 0; i < cluster.instances().size(); i++) {
            show("paid GET /fortune", buy().answer(), "");
        }
    }

    /** Books are written a moment after answers; those of an instance that was killed, by the others. */
    private boolean showBooks() {
        out.println();
        out.println("4. The books.");
        long deadline = System.nanoTime() + BOOKS_CLOSED.toNanos();
        Book wanted = new Book(bought, bought, 0);
        Book book = Book.of(cluster.store()).since(before);
        while (!book.equals(wanted) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            book = Book.of(cluster.store()).since(before);
        }
        out.println("  the customer bought " + bought + " fortunes");
        out.println("  the merchant's ledger: " + book.settled() + " payments settled, " + book.delivered()
                + " delivered, " + book.undelivered() + " undelivered");
        out.println("  the bank: " + cluster.bank().transfers() + " transfers, "
                + cluster.bank().duplicates().size() + " payments made twice");
        boolean right = book.equals(wanted)
                && cluster.bank().transfers() == bought
                && cluster.bank().duplicates().isEmpty();
        out.println();
        out.println(
                right
                        ? "Everything was paid once and delivered once."
                        : "THE BOOKS ARE WRONG: they should tell of " + bought + " payments.");
        return right;
    }

    private void show(String request, HttpResponse<String> answer, String more) {
        out.println(("  instance " + instanceOf(answer) + "  " + answer.statusCode() + "  " + request + "  " + more)
                .stripTrailing());
    }

    private static int instanceOf(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue(RoundRobin.ANSWERED_BY)
                .map(Integer::parseInt)
                .orElse(0);
    }

    private static String quote(HttpResponse<String> answer) {
        return "\"" + answer.body().strip() + "\"";
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }
}
