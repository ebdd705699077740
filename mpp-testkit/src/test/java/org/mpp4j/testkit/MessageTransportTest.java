package org.mpp4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** The gate serves a transport that isn't HTTP as it is: every decision shows, with the same guarantees. */
class MessageTransportTest {

    private final TestClock clock = TestClock.at("2026-01-31T12:00:00Z");
    private final SandboxCharge sandbox = SandboxCharge.builder().clock(clock).build();
    private final AtomicInteger handled = new AtomicInteger();
    private final List<String> delivered = Collections.synchronizedList(new ArrayList<>());
    private MessageTransport transport;

    @BeforeEach
    void openShop() {
        PaymentGate gate = PaymentGate.builder(
                        "messages.example", ChallengeKeys.of("a secret for tests of another transport"))
                .clock(clock)
                .listener(new PaymentListener() {
                    @Override
                    public void delivered(String target, Receipt receipt, int status) {
                        delivered.add(target);
                    }
                })
                .build();
        transport = new MessageTransport(gate, question -> {
            handled.incrementAndGet();
            return "42";
        });
        transport.sell("life", Route.of("life", Offer.of(sandbox, "0.01")));
        transport.sell("universe", Route.of("universe", Offer.of(sandbox, "0.01")));
    }

    private Challenge challengeFor(String question) {
        return challengeIn(transport.deliver(List.of("ask " + question)));
    }

    private static Challenge challengeIn(List<String> reply) {
        String challenge = MessageTransport.line(reply, "challenge").orElseThrow();
        return WwwAuthenticate.parse(List.of(challenge)).get(0);
    }

    private static List<String> paid(String question, Challenge challenge) {
        return List.of(
                "ask " + question,
                "pay " + SandboxPayer.named("alice").pay(challenge).token());
    }

    @Test
    void aQuestionIsAnsweredWhenItIsPaidFor() {
        List<String> unpaid = transport.deliver(List.of("ask life"));
        assertThat(unpaid).first().isEqualTo("unpaid Payment Required");
        assertThat(handled).hasValue(0);

        List<String> reply = transport.deliver(paid("life", challengeIn(unpaid)));

        assertThat(reply).first().isEqualTo("answer 42");
        assertThat(MessageTransport.receipt(reply).method()).isEqualTo("sandbox");
        assertThat(sandbox.ledger().entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.payer()).isEqualTo("did:sandbox:alice"));
        assertThat(delivered).containsExactly("ask life");
    }

    @Test
    void onePaymentBuysOneAnswer() throws InterruptedException {
        List<String> message = paid("life", challengeFor("life"));

        List<List<String>> replies = Race.between(8, i -> transport.deliver(message));

        assertThat(replies).filteredOn(reply -> reply.contains("answer 42")).hasSize(1);
        assertThat(handled).hasValue(1);
        assertThat(sandbox.ledger().settlements()).isEqualTo(1);
        assertThat(transport.deliver(message)).first().isEqualTo("unpaid Invalid Challenge");
    }

    @Test
    void aPaymentForOneQuestionDoesNotBuyAnother() {
        List<String> reply = transport.deliver(paid("universe", challengeFor("life")));

        assertThat(reply).first().isEqualTo("unpaid Invalid Challenge");
        assertThat(handled).hasValue(0);
        assertThat(sandbox.ledger().settlements()).isZero();
    }

    @Test
    void anUnknownOutcomeIsSettledLaterByTheSameMessage() {
        List<String> message = paid("life", challengeFor("life"));
        sandbox.next(SandboxFault.UNKNOWN_AFTER_EFFECT);

        assertThat(transport.deliver(message)).containsExactly("later 1");
        assertThat(transport.deliver(message)).contains("answer 42");
        assertThat(sandbox.ledger().settlements()).isEqualTo(1);
    }

    @Test
    void aBrokenRailLetsNobodyIn() {
        List<String> message = paid("life", challengeFor("life"));
        sandbox.next(SandboxFault.BROKEN);

        assertThat(transport.deliver(message)).containsExactly("later 10");
        assertThat(handled).hasValue(0);
    }

    @Test
    void aDeclinedPaymentIsAnsweredWithAFreshChallenge() {
        Challenge first = challengeFor("life");
        sandbox.next(SandboxFault.DECLINED);

        List<String> reply = transport.deliver(paid("life", first));

        assertThat(reply).first().isEqualTo("unpaid Verification Failed");
        assertThat(challengeIn(reply).id()).isNotEqualTo(first.id());
    }

    @Test
    void anExpiredChallengeBuysNothing() {
        List<String> message = paid("life", challengeFor("life"));
        clock.advance(Duration.ofMinutes(5));

        assertThat(transport.deliver(message)).first().isEqualTo("unpaid Payment Expired");
        assertThat(sandbox.ledger().settlements()).isZero();
    }
}
