package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.Settlement;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.LedgerEntry.Kind;
import org.mpp4j.tempo.FakeChain.Fate;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** Delivered when a node has the transaction, and never for more than may be lost. */
class OptimisticTest {

    private static final TempoPayer OTHER =
            new TempoPayer("0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6");

    private final FakeChain chain = new FakeChain();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final InMemoryPaymentLedger ledger = new InMemoryPaymentLedger();
    private PaymentGate gate = gate();

    @AfterEach
    void stop() {
        gate.close();
        chain.close();
    }

    private PaymentGate gate() {
        return PaymentGate.builder("localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .clock(this::now)
                .random(new Random(1))
                .replayStore(new InMemoryReplayStore(this::now, 100))
                .ledger(ledger)
                .listener(new PaymentListener() {
                    @Override
                    public void accepted(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                        events.add("accepted");
                    }

                    @Override
                    public void settled(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                        events.add("settled");
                    }

                    @Override
                    public void settlementFailed(String target, String method, String challengeId, Problem problem) {
                        events.add("failed " + problem.type().equals(ProblemType.PAYMENT_EXPIRED));
                    }
                })
                .build();
    }

    private Instant now() {
        return Instant.ofEpochSecond(chain.now());
    }

    private Route route(OptimisticPolicy policy) {
        return Route.of(
                "paid",
                Offer.of(
                        Charges.builder()
                                .rpcUrl(chain.url())
                                .clock(this::now)
                                .simulate(true)
                                .optimistic(policy)
                                .build(),
                        "1"));
    }

    private final Route paid = route(OptimisticPolicy.defaults());

    private Credential pay(TempoPayer payer, Route route) {
        return payer.pay(
                ((Admission.Challenged) gate.admit(request(List.of()), route))
                        .challenges()
                        .get(0),
                SOON);
    }

    private Admission admit(Credential credential, Route route) {
        Exchange request = request(List.of("Payment " + credential.token()));
        Admission admission = gate.admit(request, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(request, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    private List<Kind> kinds(Credential credential) {
        return ledger.byChallenge(credential.challenge().id()).stream()
                .map(LedgerEntry::kind)
                .toList();
    }

    private static void await(Runnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(assertion::run);
    }

    private void assertWaitedFor() {
        assertThat(chain.node().methods())
                .contains("eth_sendRawTransactionSync")
                .doesNotContain("eth_sendRawTransaction");
        assertThat(events).doesNotContain("accepted");
    }

    @Test
    void whatTheNodeHasIsDeliveredAndSettledWhenItIsMined() {
        chain.fate(Fate.KEPT);
        Credential credential = pay(PAYER, paid);

        assertThat(admit(credential, paid)).isInstanceOf(Admission.Granted.class);

        assertThat(events).containsExactly("accepted");
        assertThat(kinds(credential)).containsExactly(Kind.DELIVERED);
        assertThat(chain.node().methods()).startsWith("eth_call", "eth_sendRawTransaction");
        chain.mine();
        await(() -> assertThat(events).containsExactly("accepted", "settled"));
        assertThat(kinds(credential)).containsExactlyInAnyOrder(Kind.SETTLED, Kind.DELIVERED);
        assertThat(chain.taken()).isEqualTo(1);
    }

    @Test
    void whatIsRevertedIsToldAndStaysUsedUp() {
        chain.fate(Fate.REVERTED);
        Credential credential = pay(PAYER, paid);

        assertThat(admit(credential, paid)).isInstanceOf(Admission.Granted.class);

        await(() -> assertThat(events).containsExactly("accepted", "failed false"));
        assertThat(kinds(credential)).containsExactly(Kind.DELIVERED);
        assertThat(((Admission.Challenged) admit(credential, paid)).problem().type())
                .isEqualTo(ProblemType.INVALID_CHALLENGE);
    }

    @Test
    void whatIsNeverMinedIsToldWhenItsTimeIsOver() {
        chain.fate(Fate.LOST);
        Credential credential = pay(PAYER, paid);
        assertThat(admit(credential, paid)).isInstanceOf(Admission.Granted.class);

        chain.passSeconds(26);

        await(() -> assertThat(events).containsExactly("accepted", "failed true"));
        assertThat(kinds(credential)).containsExactly(Kind.DELIVERED);
    }

    @Test
    void anAccountHasOneUnconfirmedPaymentAtATime() {
        chain.fate(Fate.KEPT);
        assertThat(admit(pay(PAYER, paid), paid)).isInstanceOf(Admission.Granted.class);

        assertThat(admit(pay(PAYER, paid), paid)).isInstanceOf(Admission.Undecided.class);
        assertThat(admit(pay(OTHER, paid), paid)).isInstanceOf(Admission.Granted.class);

        chain.mine();
        await(() -> assertThat(events).contains("settled"));
        await(() -> assertThat(admit(pay(PAYER, paid), paid)).isInstanceOf(Admission.Granted.class));
    }

    @Test
    void moreThanMayBeLostIsWaitedFor() {
        Route route = route(OptimisticPolicy.defaults().withMaxAtRisk(Amount.ofBaseUnits(999_999)));

        assertThat(admit(pay(PAYER, route), route)).isInstanceOf(Admission.Granted.class);

        assertWaitedFor();
        assertThat(events).containsExactly("settled");
    }

    @Test
    void morePaymentsThanMayBeLostAreWaitedFor() {
        Route route = route(OptimisticPolicy.defaults().withMaxPayments(1));
        chain.fate(Fate.KEPT);
        assertThat(admit(pay(PAYER, route), route)).isInstanceOf(Admission.Granted.class);

        assertThat(admit(pay(OTHER, route), route)).isInstanceOf(Admission.Undecided.class);
        assertThat(events).containsExactly("accepted");
    }

    @Test
    void whatCouldNotBeTriedIsWaitedFor() {
        chain.node().answering("eth_call", call -> Reply.error(-32603, "internal error"));

        assertThat(admit(pay(PAYER, paid), paid)).isInstanceOf(Admission.Granted.class);

        assertWaitedFor();
    }

    @Test
    void whatWouldBeOpenForLongIsWaitedFor() {
        Challenge challenge = pay(PAYER, paid).challenge();
        Credential credential = PAYER.pay(challenge, BigInteger.valueOf(chain.now() + 301));

        assertThat(admit(credential, paid)).isInstanceOf(Admission.Granted.class);

        assertWaitedFor();
    }

    @Test
    void whatIsSponsoredIsWaitedFor() {
        TempoCharge sponsoring = Sponsored.builder()
                .rpcUrl(chain.url())
                .clock(this::now)
                .simulate(true)
                .optimistic(OptimisticPolicy.defaults())
                .build();
        Challenge challenge = Charges.challenge(sponsoring, "1");

        Settlement settlement = Charges.verified(
                        sponsoring,
                        Sponsored.credential(
                                challenge, Sponsored.Draft.of(challenge).build()))
                .settle(false);

        assertThat(settlement).isInstanceOf(Settlement.Settled.class);
        assertWaitedFor();
    }

    @Test
    void whatTheNodeRefusesIsNotDelivered() {
        chain.fate(Fate.REFUSED);

        assertThat(((Admission.Challenged) admit(pay(PAYER, paid), paid))
                        .problem()
                        .type())
                .isEqualTo(ProblemType.VERIFICATION_FAILED);
        assertThat(events).isEmpty();
    }

    @Test
    void whatTheNodeMayHaveIsWaitedFor() {
        chain.fate(Fate.MINED_UNSEEN);

        assertThat(admit(pay(PAYER, paid), paid)).isInstanceOf(Admission.Granted.class);

        assertThat(events).containsExactly("settled");
        assertThat(chain.taken()).isEqualTo(1);
    }

    @Test
    void whatIsNotTriedOrNotSentHereCannotBeOptimistic() {
        assertThatThrownBy(() -> Charges.builder()
                        .optimistic(OptimisticPolicy.defaults())
                        .simulate(false)
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "TempoCharge is optimistic, which is for transactions that it sends itself and has tried before;"
                                + " leave simulate on and add PULL to modes, or leave optimistic out");
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> OptimisticPolicy.defaults().withMaxPayments(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("The number of unconfirmed payments in an OptimisticPolicy is 0; set it from 1 to 1000");
        assertThatThrownBy(() -> OptimisticPolicy.defaults().withMaxAtRisk(Amount.ZERO))
                .isInstanceOf(ConfigurationException.class);
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
