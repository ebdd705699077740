package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** A chain of one token behind a node on loopback: takes transactions, and mines, keeps, loses or reverts them. */
final class FakeChain implements AutoCloseable {

    /** What becomes of transactions that are sent. */
    enum Fate {
        MINED,
        REVERTED,
        /** Mined by {@link #mine}. */
        KEPT,
        /** Taken and never mined. */
        LOST,
        /** Mined, and the connection ends before the node says so. */
        MINED_UNSEEN,
        REFUSED
    }

    /** A transfer that was mined. */
    record Transfer(TempoAddress from, TempoAddress to, BigInteger amount, String memo) {}

    private static final String TOKEN = TempoNetwork.MODERATO.currency().toString();
    private static final String TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    private final FakeNode node = new FakeNode();
    private final Map<String, String> receipts = new LinkedHashMap<>();
    private final Map<String, TempoTransaction> pool = new LinkedHashMap<>();
    private final List<Transfer> transfers = new ArrayList<>();
    private Fate fate = Fate.MINED;
    private long now = Charges.NOW.getEpochSecond();
    private BigInteger balance = BigInteger.TEN.pow(12);
    private boolean simulationReverts;
    private int taken;

    FakeChain() {
        node.answering("eth_getBlockByNumber", call -> block());
        node.answering(
                "eth_getTransactionReceipt",
                call -> receipt(call.strings("params").get(0)));
        node.answering("eth_call", this::call);
        node.answering(
                "eth_sendRawTransactionSync",
                call -> send(call.strings("params").get(0), true));
        node.answering(
                "eth_sendRawTransaction", call -> send(call.strings("params").get(0), false));
    }

    URI url() {
        return node.url();
    }

    FakeNode node() {
        return node;
    }

    synchronized void fate(Fate next) {
        fate = next;
    }

    synchronized void balance(long units) {
        balance = BigInteger.valueOf(units);
    }

    synchronized void simulationReverts(boolean reverts) {
        simulationReverts = reverts;
    }

    synchronized void passSeconds(long seconds) {
        now += seconds;
    }

    synchronized long now() {
        return now;
    }

    /** What was mined and not reverted, in order. */
    synchronized List<Transfer> transfers() {
        return List.copyOf(transfers);
    }

    /** How many different transactions the node has taken. */
    synchronized int taken() {
        return taken;
    }

    /** Makes a block of what is kept and still valid. */
    synchronized void mine() {
        pool.forEach((hash, transaction) -> {
            if (isValid(transaction)) {
                mine(hash, transaction, true);
            }
        });
        pool.clear();
    }

    /** A receipt of a transaction that never was one here. */
    synchronized void putReceipt(String hash, String status, String... logs) {
        receipts.put(hash, receipt(hash, status, List.of(logs)));
    }

    private synchronized Reply block() {
        return Reply.result("{\"number\":\"0x10\",\"timestamp\":\"0x" + Long.toHexString(now)
                + "\",\"baseFeePerGas\":\"0x2540be400\"}");
    }

    private synchronized Reply receipt(String hash) {
        return Reply.result(receipts.getOrDefault(hash, "null"));
    }

    private synchronized Reply call(JsonObject call) {
        boolean asksBalance = call.toCanonicalString().contains("\"data\":\"0x70a08231");
        if (!asksBalance && simulationReverts) {
            return Reply.error(3, "execution reverted");
        }
        BigInteger word = asksBalance ? balance : BigInteger.ONE;
        return Reply.result("\"" + String.format("0x%064x", word) + "\"");
    }

    private synchronized Reply send(String raw, boolean waits) {
        TempoTransaction transaction = TempoTransaction.decode(Hex.decode(raw, 1 << 14, "transaction"));
        String hash = Hex.encode(Keccak.hash(transaction.encode()));
        if (fate == Fate.REFUSED || !isValid(transaction)) {
            return Reply.error(-32003, "Tempo tx valid_before must be > current time");
        }
        if (!receipts.containsKey(hash) && !pool.containsKey(hash)) {
            taken++;
            switch (fate) {
                case MINED, MINED_UNSEEN -> mine(hash, transaction, true);
                case REVERTED -> mine(hash, transaction, false);
                default -> pool.put(hash, transaction);
            }
        }
        if (fate == Fate.MINED_UNSEEN) {
            return Reply.drop();
        }
        return waits ? Reply.result(receipts.getOrDefault(hash, "null")) : Reply.result("\"" + hash + "\"");
    }

    private boolean isValid(TempoTransaction transaction) {
        return transaction.validBefore() == null || transaction.validBefore().compareTo(BigInteger.valueOf(now)) > 0;
    }

    private void mine(String hash, TempoTransaction transaction, boolean succeeds) {
        TempoAddress from = transaction.signer().orElseThrow().account();
        List<String> logs = new ArrayList<>();
        logs.add(transferLog(from, "0xfeec000000000000000000000000000000000000", BigInteger.valueOf(1234)));
        if (succeeds && fate != Fate.LOST) {
            transaction.calls().forEach(call -> {
                TokenCall.Transfer transfer = (TokenCall.Transfer)
                        TokenFunction.decode(call.input().toArray()).orElseThrow();
                String memo = Hex.encode(transfer.memo().toArray());
                logs.add(transferLog(from, transfer.to().toString(), transfer.amount()));
                logs.add(OnePayment.log(
                        TOKEN,
                        from.toString(),
                        transfer.to().toString(),
                        transfer.amount().longValueExact(),
                        memo));
                transfers.add(new Transfer(from, transfer.to(), transfer.amount(), memo));
            });
        }
        if (fate != Fate.LOST) {
            receipts.put(hash, receipt(hash, succeeds ? "0x1" : "0x0", logs));
        }
    }

    private static String transferLog(TempoAddress from, String to, BigInteger amount) {
        return OnePayment.log(
                TOKEN,
                "\"" + TRANSFER + "\",\"" + OnePayment.word(from.toString()) + "\",\"" + OnePayment.word(to) + "\"",
                amount.longValueExact());
    }

    private static String receipt(String hash, String status, List<String> logs) {
        return "{\"transactionHash\":\"" + hash + "\",\"status\":\"" + status + "\",\"blockHash\":\"0x" + "1".repeat(64)
                + "\",\"logs\":[" + String.join(",", logs) + "]}";
    }

    @Override
    public void close() {
        node.close();
    }
}
