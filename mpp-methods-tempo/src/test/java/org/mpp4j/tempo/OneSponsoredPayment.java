package org.mpp4j.tempo;

import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A payment whose fees the server pays, before it is made. */
abstract class OneSponsoredPayment {

    static final String SYNC = OnePayment.SYNC;
    static final String RECEIPT = OnePayment.RECEIPT;
    static final String BLOCK = OnePayment.BLOCK;
    static final String LOGS = "eth_getLogs";
    static final String CALL = "eth_call";
    static final TempoAddress TOKEN = TempoNetwork.MODERATO.currency();
    static final String FEE_TOPICS = "\"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef\",\""
            + OnePayment.word(Sponsored.SPONSOR.address().toString())
            + "\",\"0x000000000000000000000000feec000000000000000000000000000000000000\"";

    final FakeNode node = new FakeNode().on(CALL, balance(10_000_000));
    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final Challenge challenge = Charges.challenge(charge(UnaryOperator.identity()), "1");
    final TempoTransaction signed = Draft.of(challenge).build();
    final Credential credential = Sponsored.credential(challenge, Sponsored.envelope(signed, PAYER.address()));

    @AfterEach
    void stop() {
        node.close();
    }

    TempoCharge charge(UnaryOperator<TempoChargeBuilder> more) {
        return more.apply(Sponsored.builder().rpcUrl(node.url()).clock(now::get))
                .build();
    }

    static Reply balance(long baseUnits) {
        return Reply.result("\"" + String.format("0x%064x", baseUnits) + "\"");
    }

    TempoTransaction complete() {
        byte[] digest =
                signed.withFeePayer(TOKEN, new FeePayerSignature.Wanted()).feePayerHash(PAYER.address());
        try {
            return signed.withFeePayer(
                    TOKEN, FeePayerSignature.Signed.of(Secp256k1Signature.parse(Sponsored.SPONSOR.sign(digest))));
        } catch (FeePayerException impossible) {
            throw new AssertionError(impossible);
        }
    }

    String hash() {
        return Hex.encode(Keccak.hash(complete().encode()));
    }

    Reply mined(String status) {
        return mined(hash(), challenge, status);
    }

    static Reply mined(String hash, Challenge paid, String status) {
        String memo = Hex.encode(AttributionMemo.of(paid).anonymous());
        String transfer =
                OnePayment.log(TOKEN.toString(), PAYER.address().toString(), Charges.MERCHANT, 1_000_000, memo);
        String fee = OnePayment.log(TOKEN.toString(), FEE_TOPICS, 40_000);
        return Reply.result("{\"transactionHash\":\"" + hash + "\",\"status\":\"" + status
                + "\",\"blockHash\":\"0x" + "1".repeat(64) + "\",\"logs\":["
                + (status.equals("0x1") ? transfer + "," : "") + fee + "]}");
    }

    static Reply block(long number, long seconds) {
        return Reply.result("{\"number\":\"0x" + Long.toHexString(number) + "\",\"timestamp\":\"0x"
                + Long.toHexString(seconds) + "\"}");
    }

    static Reply logsOf(String hash) {
        return Reply.result("[{\"transactionHash\":\"" + hash + "\"}]");
    }

    static void assertUnknown(Settlement settlement, boolean attempted) {
        OnePayment.assertUnknown(settlement, attempted);
    }
}
