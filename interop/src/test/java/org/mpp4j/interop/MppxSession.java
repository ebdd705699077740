package org.mpp4j.interop;

import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.protocol.JsonObject;

/** A payer with the session manager of mppx, which keeps one channel. */
final class MppxSession {

    private static final AtomicInteger STARTED = new AtomicInteger();

    private final Mppx mppx;
    private final String name = "session " + STARTED.incrementAndGet();

    private MppxSession(Mppx mppx) {
        this.mppx = mppx;
    }

    /**
     * One that has paid for nothing yet.
     *
     * @param maxDeposit the most it puts in, in tokens, with a decimal point
     */
    static MppxSession start(Mppx mppx, Account payer, long chainId, URI tempoNode, String maxDeposit) {
        return new MppxSession(mppx).starting(payer, chainId, tempoNode, maxDeposit, false, false);
    }

    /** The same with a channel of the older contract. */
    static MppxSession startLegacy(Mppx mppx, Account payer, long chainId, URI tempoNode, String maxDeposit) {
        return new MppxSession(mppx).starting(payer, chainId, tempoNode, maxDeposit, false, true);
    }

    /** One of the same payer that knows nothing, and asks the server for its channel before it opens another. */
    static MppxSession startBootstrapping(Mppx mppx, Account payer, long chainId, URI tempoNode, String maxDeposit) {
        return new MppxSession(mppx).starting(payer, chainId, tempoNode, maxDeposit, true, false);
    }

    private MppxSession starting(
            Account payer, long chainId, URI tempoNode, String maxDeposit, boolean bootstrap, boolean legacy) {
        mppx.ask(task("startSession")
                .put("key", payer.key())
                .put("chainId", chainId)
                .put("node", tempoNode.toString())
                .put("maxDeposit", maxDeposit)
                .put("bootstrap", bootstrap)
                .put("legacy", legacy));
        return this;
    }

    /** How a request went, and how the session stands after it. */
    record Outcome(JsonObject json) {

        long status() {
            return json.integer("status").orElseThrow();
        }

        String channelId() {
            return json.requireString("channelId");
        }

        BigInteger cumulative() {
            return new BigInteger(json.requireString("cumulative"));
        }

        Optional<JsonObject> receipt() {
            return json.object("receipt");
        }

        /** All receipts that came with a stream. */
        List<JsonObject> receipts() {
            return json.objects("receipts");
        }

        List<String> messages() {
            return json.strings("messages");
        }

        /** Method and status of each request that was made for it, and what it asked for. */
        List<String> requests() {
            return json.objects("requests").stream()
                    .map(request -> request.requireString("method") + " "
                            + request.string("authorization")
                                    .map(Mppx::credential)
                                    .map(credential -> credential
                                                    .payload()
                                                    .string("action")
                                                    .orElseGet(() ->
                                                            credential.payload().requireString("type"))
                                            + " ")
                                    .orElse("")
                            + request.integer("status").orElseThrow())
                    .toList();
        }
    }

    Outcome fetch(URI url) {
        return new Outcome(
                mppx.ask(task("sessionFetch").put("url", url.toString()).put("method", "GET")));
    }

    Outcome stream(URI url) {
        return new Outcome(mppx.ask(task("sessionStream").put("url", url.toString())));
    }

    /** Puts so much more in, in tokens, with a decimal point. */
    Outcome topUp(String amount) {
        return new Outcome(mppx.ask(task("sessionTopUp").put("amount", amount)));
    }

    /**
     * Puts so many base units more into a channel of the older contract. Its manager doesn't do that itself; it signs a credential
     * for a transaction that its user has made.
     */
    Outcome topUpLegacy(URI url, long units) {
        return new Outcome(
                mppx.ask(task("legacyTopUp").put("url", url.toString()).put("units", Long.toString(units))));
    }

    Outcome close() {
        return new Outcome(mppx.ask(task("sessionClose")));
    }

    private JsonObject.Builder task(String task) {
        return JsonObject.builder().put("task", task).put("name", name);
    }
}
