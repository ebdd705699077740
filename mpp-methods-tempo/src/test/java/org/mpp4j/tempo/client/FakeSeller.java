package org.mpp4j.tempo.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.Funding;
import org.mpp4j.tempo.internal.session.FundingRules;
import org.mpp4j.tempo.internal.session.NeedVoucher;
import org.mpp4j.tempo.internal.session.SessionAction;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.session.SessionSnapshot;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * A seller of sessions on loopback that speaks as the server of mppx does, checks what it is given as a server of ours does, and
 * cheats where a test says so. It has one channel at a time.
 */
final class FakeSeller implements AutoCloseable {

    static final Bytes32 SOME_HASH = Bytes32.parse("0x" + "ee".repeat(32), "hash");
    private static final ChannelContract RESERVE = ChannelContract.reserve(42431);
    private static final TempoAddress CURRENCY = TempoAddress.parse(OneAccount.CURRENCY);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<Credential> credentials = new CopyOnWriteArrayList<>();
    private final Set<String> mined = new HashSet<>();

    // What a test sets.
    volatile long price = 1000;
    volatile String suggestedDeposit = "5000";
    volatile String recipient = Charges.MERCHANT;
    volatile boolean sponsors;
    volatile boolean asksForEver;
    volatile boolean dropsTopUps;
    volatile boolean snapshots;
    /** The realm in which clients may prove who they are, to be told of their channel; null for none. */
    volatile @Nullable String introducesIn;

    volatile @Nullable String minDelta;
    volatile @Nullable String fixedChallenge;
    volatile UnaryOperator<SessionReceipt> receipts = UnaryOperator.identity();
    volatile UnaryOperator<SessionSnapshot> snapshot = UnaryOperator.identity();
    volatile @Nullable List<String> script; // what a stream does in place of selling tokens

    /** Takes requests in and gives no answer; so many times. */
    volatile boolean drops;

    volatile int dropsLeft;
    volatile int refuse;

    /** Was interrupted when it had opened the channel, before it took note of it. */
    volatile boolean hasForgotten;

    // What it knows of the channel.
    @Nullable
    ChannelDescriptor channel;

    @Nullable
    Voucher highest;

    BigInteger deposit = BigInteger.ZERO;
    BigInteger accepted = BigInteger.ZERO;
    BigInteger spent = BigInteger.ZERO;
    int opened;
    int tokens = 8;
    private int challenges;

    FakeSeller() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            } catch (RuntimeException failed) {
                seen.add("failed: " + failed);
                exchange.sendResponseHeaders(500, -1);
            }
        });
        server.start();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** The requests since the last time, such as {@code GET voucher 200}. */
    List<String> seen() {
        List<String> all = List.copyOf(seen);
        seen.clear();
        return all;
    }

    List<Credential> credentials() {
        return credentials;
    }

    /** The channel as the chain has it. */
    Reply state() {
        return (exchange, id, closed) -> {
            String words;
            synchronized (this) {
                words = "0".repeat(64)
                        + (channel == null ? "0".repeat(64) : String.format("%064x", deposit))
                        + "0".repeat(64);
            }
            Reply.result("\"0x" + words + "\"").to(exchange, id, closed);
        };
    }

    Bytes32 channelId() {
        return channel.channelId(RESERVE);
    }

    private Challenge challenge() {
        JsonObject.Builder details = JsonObject.builder()
                .put("chainId", 42431)
                .put("escrowContract", ChannelContract.RESERVE.toString())
                .put("sessionProtocol", "v2");
        if (sponsors) {
            details.put("feePayer", true);
        }
        if (minDelta != null) {
            details.put("minVoucherDelta", minDelta);
        }
        if (snapshots && channel != null) {
            details.put("sessionSnapshot", snapshot(null).json());
        }
        JsonObject terms = JsonObject.builder()
                .put("amount", Long.toString(price))
                .put("currency", OneAccount.CURRENCY)
                .put("recipient", recipient)
                .put("unitType", "request")
                .put("suggestedDeposit", suggestedDeposit)
                .put("methodDetails", details.build())
                .build();
        return Challenge.builder("localhost", "tempo", "session", PaymentRequest.of(terms))
                .expires(Charges.NOW.plusSeconds(300))
                .build("challenge-" + ++challenges);
    }

    private SessionSnapshot snapshot(@Nullable Voucher voucher) {
        return snapshot.apply(new SessionSnapshot(
                RESERVE,
                channel,
                accepted,
                spent.add(BigInteger.valueOf(price)),
                deposit,
                BigInteger.ZERO,
                spent,
                Optional.empty(),
                null,
                voucher));
    }

    private void introduce(HttpExchange exchange, List<String> proof) throws IOException {
        if (proof.isEmpty()) {
            exchange.getResponseHeaders()
                    .set("WWW-Authenticate", WwwAuthenticate.format(Introductions.challenge(introducesIn, recipient)));
            answer(exchange, "HEAD", 402, "");
            return;
        }
        if (channel != null) {
            exchange.getResponseHeaders()
                    .set(SessionSnapshot.HEADER, snapshot(highest).toHeader());
        }
        answer(exchange, "HEAD " + Credential.parse(proof.get(0)).payload().requireString("type"), 204, "");
    }

    private void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String method = exchange.getRequestMethod();
        List<String> tokensOfField =
                PaymentAuthorization.tokens(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
        if (method.equals("HEAD") && introducesIn != null) {
            introduce(exchange, tokensOfField);
            return;
        }
        if (tokensOfField.isEmpty()) {
            ask(exchange, method);
            return;
        }
        Credential credential = Credential.parse(tokensOfField.get(0));
        credentials.add(credential);
        String line = method + " " + credential.payload().requireString("action");
        if (asksForEver || refuse-- > 0) {
            ask(exchange, line);
            return;
        }
        String path = exchange.getRequestURI().getPath();
        boolean content = !method.equals("POST");
        Bytes32 hash = null;
        SessionReceipt receipt;
        synchronized (this) {
            SessionAction action = SessionAction.read(credential.payload(), ChannelProtocol.V2);
            if (action instanceof SessionAction.Open open) {
                hasForgotten = false;
                hash = SOME_HASH;
                open(open);
            } else if (hasForgotten) {
                answer(exchange, line, 410, "{}");
                return;
            } else if (action instanceof SessionAction.TopUp topUp) {
                hash = SOME_HASH;
                if (dropsTopUps) {
                    seen.add(line + " dropped");
                    return;
                }
                BigInteger more = accepted(rules().topUp(topUp, channel, channel.payer(), channel.payer()))
                        .deposit();
                // A transaction that was mined before is answered as it was then.
                deposit = mined.add(credential.payload().requireString("transaction")) ? deposit.add(more) : deposit;
            } else if (action instanceof SessionAction.Authorize voucher) {
                accept(voucher.voucher());
            } else if (action instanceof SessionAction.Close close) {
                hash = SOME_HASH;
                accept(close.voucher());
            }
            notifyAll();
            boolean affordable = spent.add(BigInteger.valueOf(price)).compareTo(accepted) <= 0;
            if (content && affordable) {
                spent = spent.add(BigInteger.valueOf(price));
            }
            if (drops || dropsLeft-- > 0) {
                seen.add(line + " dropped");
                return;
            }
            if (content && !affordable) {
                ask(exchange, line);
                return;
            }
            receipt = receipt(credential, hash);
            if (action instanceof SessionAction.Close) {
                channel = null;
            }
        }
        if (path.equals("/stream") && content) {
            seen.add(line + " 200");
            stream(exchange, credential);
            return;
        }
        exchange.getResponseHeaders().set("Payment-Receipt", receipt.receipt().toHeader());
        if (content) {
            answer(exchange, line, 200, "paid");
        } else {
            answer(exchange, line, 204, "");
        }
    }

    private SessionReceipt receipt(Credential credential, @Nullable Bytes32 hash) {
        return receipts.apply(new SessionReceipt(
                Charges.NOW, credential.challenge().id(), channelId(), accepted, spent, Optional.empty(), hash));
    }

    private void ask(HttpExchange exchange, String line) throws IOException {
        String challenge;
        synchronized (this) {
            challenge = fixedChallenge != null ? fixedChallenge : WwwAuthenticate.format(challenge());
        }
        exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
        answer(exchange, line, 402, "{}");
    }

    private void answer(HttpExchange exchange, String line, int status, String body) throws IOException {
        seen.add(line + " " + status);
        exchange.sendResponseHeaders(status, body.isEmpty() ? -1 : body.length());
        if (!body.isEmpty()) {
            exchange.getResponseBody().write(body.getBytes(UTF_8));
        }
    }

    private static FundingRules rules() {
        return new FundingRules(
                new ChannelTerms(RESERVE, TempoAddress.parse(Charges.MERCHANT), CURRENCY, ChannelDescriptor.NOBODY));
    }

    private static Funding.Accepted accepted(Funding funding) {
        if (funding instanceof Funding.Refused refused) {
            throw new IllegalStateException(refused.reason());
        }
        return (Funding.Accepted) funding;
    }

    private void open(SessionAction.Open open) {
        Funding.Accepted funded = accepted(rules().open(open));
        if (funded.wantsFeePayer() != sponsors) {
            throw new IllegalStateException("Somebody else is to pay the fees");
        }
        if (!open.descriptor().equals(channel)) {
            opened++;
            channel = open.descriptor();
            deposit = funded.deposit();
            accepted = BigInteger.ZERO;
            spent = BigInteger.ZERO;
        }
        accept(open.voucher());
    }

    private void accept(Voucher voucher) {
        if (!voucher.channelId().equals(channelId())
                || !voucher.isSignedBy(channel.voucherSigner(), RESERVE)
                || voucher.cumulativeAmount().compareTo(deposit) > 0) {
            throw new IllegalStateException("Not a voucher of this channel");
        }
        // Vouchers of requests side by side may overtake each other.
        highest = voucher.cumulativeAmount().compareTo(accepted) >= 0 ? voucher : highest;
        accepted = accepted.max(voucher.cumulativeAmount());
    }

    private void stream(HttpExchange exchange, Credential credential) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        if (script != null) {
            for (String event : script) {
                write(out, event);
            }
            return;
        }
        for (int i = 0; i < tokens; i++) {
            if (i > 0) {
                charge(out);
            }
            write(out, "event: message\ndata: token " + i + "\n\n");
        }
        synchronized (this) {
            write(
                    out,
                    "event: payment-receipt\ndata: "
                            + receipt(credential, null).receipt().json().toCanonicalString() + "\n\n");
        }
    }

    private synchronized void charge(OutputStream out) throws IOException {
        BigInteger required = spent.add(BigInteger.valueOf(price));
        if (required.compareTo(accepted) > 0) {
            write(out, needVoucher(channelId(), required));
        }
        while (required.compareTo(accepted) > 0) {
            try {
                wait();
            } catch (InterruptedException end) {
                throw new IOException(end);
            }
        }
        spent = required;
    }

    String needVoucher(Bytes32 id, BigInteger required) {
        return "event: " + NeedVoucher.EVENT + "\ndata: "
                + new NeedVoucher(id, required, accepted, deposit).json().toCanonicalString() + "\n\n";
    }

    private static void write(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
