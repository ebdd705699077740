package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** One payment, one admission, whatever happens in between. */
class TempoThroughTheGateTest {

    private static final String SYNC = "eth_sendRawTransactionSync";

    private final FakeNode node = new FakeNode();
    private final TempoCharge charge = Charges.builder().rpcUrl(node.url()).build();
    private final PaymentLedger ledger = new InMemoryPaymentLedger();
    private final PaymentGate gate = PaymentGate.builder(
                    "localhost", ChallengeKeys.of("a secret that is known to this test only"))
            .clock(() -> NOW)
            .random(new Random(1))
            .replayStore(new InMemoryReplayStore(() -> NOW, 100))
            .ledger(ledger)
            .build();
    private final Route paid = Route.of("paid", Offer.of(charge, "1"));
    private final Route free = Route.of("free", Offer.of(charge, "0"));

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aTransactionLetsInOnce() {
        Challenge challenge = challenge(paid);
        Credential credential = PAYER.pay(challenge, SOON);
        node.on(SYNC, mined(credential));

        assertThat(admit(paid, credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(paid, credential))).isEqualTo(ProblemType.INVALID_CHALLENGE);
        assertThat(node.methods()).containsExactly(SYNC);
    }

    @Test
    void aProofLetsInOnce() {
        Credential credential = PAYER.prove(challenge(free));

        assertThat(admit(free, credential)).isInstanceOf(Admission.Granted.class);
        assertThat(problem(admit(free, credential))).isEqualTo(ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void anUnknownOutcomeIsClearedUpByTheSameCredentialWithoutPayingTwice() {
        Credential credential = PAYER.pay(challenge(paid), SOON);
        node.on(SYNC, Reply.drop()).on("eth_getTransactionReceipt", Reply.result("null"), mined(credential));

        assertThat(admit(paid, credential)).isInstanceOf(Admission.Undecided.class);
        assertThat(admit(paid, credential)).isInstanceOf(Admission.Granted.class);
        assertThat(node.methods()).containsExactly(SYNC, "eth_getTransactionReceipt", "eth_getTransactionReceipt");
    }

    @Test
    void aNodeThatCannotBeReachedLeavesTheCredentialGood() {
        Credential credential = PAYER.pay(challenge(paid), SOON);
        node.close();

        Admission.Undecided undecided = (Admission.Undecided) admit(paid, credential);

        assertThat(undecided.problem().type()).isEqualTo(ProblemType.PAYMENT_UNAVAILABLE);
        assertThat(admit(paid, credential)).isEqualTo(undecided);
    }

    @Test
    void aPaymentForOneChallengeDoesNotPayForAnother() {
        Credential credential = PAYER.pay(challenge(paid), SOON);
        Credential moved = Credential.of(challenge(paid), credential.payload());

        assertThat(problem(admit(paid, moved))).isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(node.methods()).isEmpty();
    }

    private Challenge challenge(Route route) {
        return ((Admission.Challenged) gate.admit(request(List.of()), route))
                .challenges()
                .get(0);
    }

    @Test
    void aPaymentWhoseServerDiedIsFoundOnTheChainWithoutItsCredential() {
        gate.register(List.of(charge));
        Credential credential = PAYER.pay(challenge(paid), SOON);
        node.on(SYNC, Reply.drop())
                .on("eth_getTransactionReceipt", Reply.result("null"), Reply.result("null"), mined(credential));
        assertThat(admit(paid, credential)).isInstanceOf(Admission.Undecided.class);

        assertThat(gate.reconcile()).isEqualTo(1);
        assertThat(ledger.byChallenge(credential.challenge().id()))
                .as("not mined yet")
                .isEmpty();
        assertThat(gate.reconcile()).isEqualTo(1);

        assertThat(ledger.byChallenge(credential.challenge().id()))
                .extracting(LedgerEntry::kind)
                .containsExactly(Kind.SETTLED);
        assertThat(gate.reconcile()).as("nothing is left to be looked up").isZero();
    }

    private Admission admit(Route route, Credential credential) {
        Exchange request = request(List.of("Payment " + credential.token()));
        Admission admission = gate.admit(request, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(request, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    private static ProblemType problem(Admission admission) {
        return ((Admission.Challenged) admission).problem().type();
    }

    private static Reply mined(Credential credential) {
        byte[] raw = Hex.decode(credential.payload().requireString("signature"), 1 << 14, "transaction");
        String word = "0x" + "0".repeat(24);
        return Reply.result("""
                {"transactionHash":"%s","status":"0x1","blockHash":"0x1","logs":[{"address":"%s","topics":[
                "0x57bc7354aa85aed339e000bccffabbc529466af35f0772c8f8ee1145927de7f0","%s","%s","%s"],"data":"0x%064x"}]}""".formatted(
                        Hex.encode(Keccak.hash(raw)),
                        TempoNetwork.MODERATO.currency(),
                        word + PAYER.address().toString().substring(2),
                        word + Charges.MERCHANT.substring(2),
                        Hex.encode(AttributionMemo.of(credential.challenge()).anonymous()),
                        1_000_000));
    }

    private static Exchange request(List<String> authorization) {
        return new Exchange() {
            @Override
            public String target() {
                return "GET /";
            }

            @Override
            public List<String> headers(String name) {
                return name.equalsIgnoreCase("Authorization") ? authorization : List.of();
            }

            @Override
            public Optional<BodyDigest> bodyDigest() {
                return Optional.empty();
            }
        };
    }
}
