package org.mpp4j.tempo.internal.rpc;

import java.util.List;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;

/**
 * What a node says about a mined transaction.
 *
 * @param succeeded false if everything it did was undone
 * @param logs what the contracts told, in order
 */
public record TransactionReceipt(boolean succeeded, List<Log> logs) {

    private static final int MAX_LOG_BYTES = 64 * 1024;

    /**
     * What a contract told.
     *
     * @param address the contract
     * @param topics 32 bytes each, the first being the event
     * @param data the rest
     */
    public record Log(TempoAddress address, List<RlpBytes> topics, RlpBytes data) {

        /** Copies the topics. */
        public Log {
            topics = List.copyOf(topics);
        }

        private static Log parse(JsonObject json) {
            return new Log(
                    TempoAddress.of(Hex.decodeExactly(json.requireString("address"), 20, "address of a log")),
                    json.strings("topics").stream()
                            .map(topic -> RlpBytes.of(Hex.decodeExactly(topic, 32, "topic of a log")))
                            .toList(),
                    RlpBytes.of(Hex.decode(json.requireString("data"), MAX_LOG_BYTES, "data of a log")));
        }
    }

    /** Copies the logs. */
    public TransactionReceipt {
        logs = List.copyOf(logs);
    }

    /**
     * Reads a receipt.
     *
     * @param hash of the transaction that it has to be of
     * @throws ProtocolException if it is of another, or not a receipt
     */
    static TransactionReceipt parse(JsonObject json, String hash) {
        if (!json.requireString("transactionHash").equalsIgnoreCase(hash)) {
            throw new ProtocolException("The receipt is of another transaction");
        }
        String status = json.requireString("status");
        if (!status.equals("0x1") && !status.equals("0x0")) {
            throw new ProtocolException("The receipt has a status other than 0x0 and 0x1");
        }
        return new TransactionReceipt(
                status.equals("0x1"),
                json.objects("logs").stream().map(Log::parse).toList());
    }
}
