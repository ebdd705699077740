package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.tempo.Charges;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** A payer, a node that says what a test wants of it, and challenges. */
abstract class OneAccount {

    static final String KEY = "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";
    static final String SPLIT_1 = "0x90F79bf6EB2c4f870365E785982E1f101E93b906";
    static final String SPLIT_2 = "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65";
    static final String CURRENCY = TempoNetwork.MODERATO.currency().toString();

    final FakeNode node = new FakeNode();
    final TempoWallet wallet = TempoWallet.ofKey(KEY);

    @BeforeEach
    void theLatestBlockIsOfNow() {
        node.on("eth_getBlockByNumber", block(Charges.NOW, 10_000_000_000L))
                .on("eth_chainId", Reply.result("\"0xa5bf\""));
    }

    @AfterEach
    void close() {
        node.close();
    }

    static Reply block(Instant time, long baseFee) {
        return Reply.result("{\"timestamp\":\"0x" + Long.toHexString(time.getEpochSecond())
                + "\",\"baseFeePerGas\":\"0x" + Long.toHexString(baseFee) + "\"}");
    }

    TempoPayerBuilder payer() {
        return TempoPayer.builder()
                .network(TempoNetwork.MODERATO)
                .rpcUrl(node.url())
                .signer(wallet)
                .deadline(Duration.ofSeconds(1));
    }

    static JsonObject.Builder terms(String amount) {
        return JsonObject.builder()
                .put("amount", amount)
                .put("currency", CURRENCY)
                .put("recipient", Charges.MERCHANT);
    }

    static Challenge challenge(String amount, UnaryOperator<JsonObject.Builder> details) {
        JsonObject more =
                details.apply(JsonObject.builder().put("chainId", 42431)).build();
        return challenge(terms(amount).put("methodDetails", more).build());
    }

    static Challenge challenge(JsonObject terms) {
        return Challenge.builder("localhost", "tempo", "charge", PaymentRequest.of(terms))
                .expires(Charges.NOW.plusSeconds(300))
                .build("a-challenge");
    }

    static JsonObject split(String recipient, String amount) {
        return JsonObject.builder()
                .put("recipient", recipient)
                .put("amount", amount)
                .build();
    }

    static PaymentFailedException failure(TempoPayer payer, Challenge challenge) {
        return catchThrowableOfType(PaymentFailedException.class, () -> payer.pay(challenge));
    }
}
