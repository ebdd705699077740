package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A signed transaction is money in anybody's hands, and the URL of a node may have a key in it. */
class NothingSecretTest {

    private static final String OPERATORS_KEY = "a-key-of-the-operator";

    private final Logger logger = Logger.getLogger("org.mpp4j.tempo");
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(
                    entry.getParameters() == null
                            ? entry.getMessage()
                            : MessageFormat.format(entry.getMessage(), entry.getParameters()));
            if (entry.getThrown() != null) {
                logged.add(trace(entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setLevel(null);
    }

    @Test
    void nodesThatQuoteTheTransactionAreNotQuoted() {
        try (FakeNode node = new FakeNode()) {
            TempoCharge charge = Charges.builder().rpcUrl(node.url()).build();
            Challenge challenge = Charges.challenge(charge, "1");
            Credential credential = PAYER.pay(challenge, SOON);
            String raw = credential.payload().requireString("signature");
            VerifiedPayment payment = Charges.verified(charge, credential);

            for (Reply quoting : List.of(
                    Reply.error(-32003, "won't take " + raw),
                    Reply.error(-32603, raw),
                    Reply.error(-32000, raw.substring(2)),
                    Reply.http(500, raw),
                    Reply.result("\"" + raw + "\""),
                    Reply.drop())) {
                node.on("eth_sendRawTransactionSync", quoting)
                        .on("eth_getTransactionReceipt", Reply.result("null"), quoting);
                assertClean(payment.settle(false), raw);
                assertClean(payment.settle(true), raw);
            }
            assertThat(payment.toString()).doesNotContain(raw.substring(2, 60));
            assertThat(charge.toString()).doesNotContain(OPERATORS_KEY);
            node.on("eth_chainId", Reply.http(500, raw));
            charge.checkConfiguration();

            assertThat(logged).anyMatch(line -> line.contains("refused a transaction: -32003 won't take"));
            assertThat(logged).anyMatch(line -> line.contains("doesn't tell its chain id"));
            assertThat(String.join("\n", logged)).doesNotContain(OPERATORS_KEY);
            assertThat(String.join("\n", logged)).doesNotContain(raw.substring(2, 60));
        }
    }

    @Test
    void rejectionsDoNotQuoteThePayload() {
        TempoCharge charge = Charges.builder().build();
        Challenge challenge = Charges.challenge(charge, "1");
        String raw = PAYER.pay(challenge, SOON).payload().requireString("signature");
        String canary = "5ec4e7".repeat(20);

        for (String signature : List.of(
                canary,
                "0x" + canary,
                "0x" + canary + "x",
                "0x76" + canary,
                raw + canary,
                raw.substring(0, raw.length() - 2))) {
            for (String type : List.of("transaction", "proof", "hash", canary)) {
                Verification verification = charge.verify(new PaymentAttempt(Credential.of(
                        challenge,
                        JsonObject.builder()
                                .put("type", type)
                                .put("signature", signature)
                                .build())));

                assertThat(((Rejected) verification).problem().toString())
                        .doesNotContain(canary.substring(0, 12))
                        .doesNotContain(raw.substring(2, 60));
            }
        }
    }

    @Test
    void whatStandsForATransactionDoesNotShowIt() {
        String raw = Recorded.transactions().get(0).raw();
        TempoTransaction transaction = TempoTransaction.decode(Hex.decode(raw, 1 << 14, "transaction"));
        String signature = Hex.encode(transaction.signature().bytes().toArray()).substring(2);

        assertThat(transaction.toString() + transaction.signature() + transaction.feePayer())
                .doesNotContain(signature.substring(0, 20));
        assertThat(transaction.calls().toString()).doesNotContain("95777d59");
    }

    private static void assertClean(Settlement settlement, String raw) {
        String told = settlement.toString();
        if (settlement instanceof Settlement.Unknown unknown) {
            told += trace(unknown.cause());
        }
        assertThat(told).doesNotContain(raw.substring(2, 60)).doesNotContain(OPERATORS_KEY);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
