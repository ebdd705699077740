package org.mpp4j.tempo.internal.session;

import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.tempo.Recorded;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt.Log;

/** A session that was recorded: what was said, and what was mined. */
record RecordedSession(JsonObject json) {

    static final String OWN_FEES = "session-v2";
    static final String SPONSORED = "session-v2-feepayer";

    static RecordedSession of(String name) {
        return new RecordedSession(Recorded.json(name));
    }

    ChannelContract reserve() {
        return ChannelContract.reserve(json.integer("chainId").orElseThrow());
    }

    /** A credential, and the receipt it got. */
    record Exchange(Credential credential, Receipt receipt) {
        SessionAction action() {
            return SessionAction.read(credential.payload(), ChannelProtocol.V2);
        }
    }

    List<Exchange> exchanges() {
        return json.objects("exchanges").stream()
                .filter(exchange -> exchange.string("authorization").isPresent())
                .map(exchange -> new Exchange(
                        Credential.parse(PaymentAuthorization.tokens(List.of(exchange.requireString("authorization")))
                                .get(0)),
                        Receipt.parse(exchange.requireString("payment-receipt"))))
                .toList();
    }

    <A extends SessionAction> A only(Class<A> kind) {
        return exchanges().stream()
                .map(Exchange::action)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow();
    }

    /** A mined transaction. */
    record Mined(byte[] raw, Bytes32 hash, List<Log> logs) {
        private static Mined of(JsonObject json) {
            JsonObject receipt = json.requireObject("receipt");
            return new Mined(
                    Hex.decode(json.requireString("raw"), 16_384, "raw"),
                    Bytes32.parse(receipt.requireString("transactionHash"), "hash"),
                    RecordedSession.logs(receipt));
        }
    }

    List<Mined> mined() {
        return json.objects("transactions").stream().map(Mined::of).toList();
    }

    static List<Log> logs(JsonObject receipt) {
        return receipt.objects("logs").stream()
                .map(log -> new Log(
                        TempoAddress.parse(log.requireString("address")),
                        log.strings("topics").stream()
                                .map(topic -> RlpBytes.of(Hex.decodeExactly(topic, 32, "topic")))
                                .toList(),
                        RlpBytes.of(Hex.decode(log.requireString("data"), 4096, "data"))))
                .toList();
    }

    ChannelTerms terms(ChannelDescriptor channel) {
        return new ChannelTerms(reserve(), channel.payee(), channel.token(), ChannelDescriptor.NOBODY);
    }

    static <E extends ChannelEvent> Optional<E> event(
            Class<E> kind, Bytes32 channelId, Mined mined, ChannelContract contract) {
        return ChannelEvent.only(kind, channelId, mined.logs(), contract);
    }
}
