package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.money.Price;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/** How nodes stand in for each other, and what happens when none answers. The node of {@link OnePayment} is the first. */
class SeveralNodesTest extends OnePayment {

    private static final String CHAIN = "eth_chainId";
    private static final String CALL = "eth_call";

    private final FakeNode second = new FakeNode();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final TempoCharge both = charge(List.of(node.url(), second.url()));

    @AfterEach
    void stopSecond() {
        second.close();
    }

    private TempoCharge charge(List<URI> urls) {
        return Charges.builder()
                .rpcUrls(urls)
                .clock(now::get)
                .deadline(Duration.ofSeconds(4))
                .build();
    }

    @Test
    void aNodeThatIsGoneIsStoodInFor() {
        node.close();
        second.on(SYNC, mined);

        assertSettled(settle(both, false));
    }

    @Test
    void anUnansweredSendGoesToTheNextNodeAsTheSameTransaction() {
        for (Reply silent : List.of(Reply.drop(), Reply.http(502, ""), Reply.error(-32603, "internal"), Reply.hang())) {
            node.on(SYNC, silent);
            second.on(SYNC, mined);

            assertSettled(settle(charge(List.of(node.url(), second.url())), false));
        }
        assertThat(second.parameters(SYNC)).containsOnly(List.of(Hex.encode(raw)));
        assertThat(second.parameters(SYNC)).hasSize(4);
    }

    @Test
    void aRefusalIsNotTheLastWordOnWhatAnotherNodeMayHave() {
        node.on(SYNC, Reply.drop()).on(RECEIPT, NOTHING);
        second.on(SYNC, Reply.error(-32003, "insufficient fee token balance")).on(RECEIPT, NOTHING);

        assertUnknown(settle(both, false), true);
    }

    @Test
    void aRefusalAfterANodeThatWasNeverReachedIsOne() {
        node.close();
        second.on(SYNC, Reply.error(-32003, "no")).on(RECEIPT, NOTHING);

        assertThat(settle(both, false)).isInstanceOf(Rejected.class);
    }

    @Test
    void aRefusalIsNotShoppedAround() {
        node.on(SYNC, Reply.error(-32003, "no")).on(RECEIPT, NOTHING);

        assertThat(settle(both, false)).isInstanceOf(Rejected.class);
        assertThat(second.methods()).isEmpty();
    }

    @Test
    void withoutAnyNodeNothingWasAttempted() {
        node.close();
        second.close();

        assertUnknown(settle(both, false), false);
    }

    @Test
    void aReceiptIsAskedOfTheNextNode() {
        node.on(SYNC, NOTHING).on(RECEIPT, Reply.http(500, ""));
        second.on(RECEIPT, mined);

        assertSettled(settle(both, false));
    }

    @Test
    void thatAnAttemptIsOverIsConcludedFromAnswersOfOneNode() {
        // The first knows the time but not the receipts; the second is behind and knows of nothing.
        node.on(RECEIPT, Reply.http(500, "")).on(BLOCK, block(SOON.longValueExact()));
        second.on(RECEIPT, NOTHING);

        assertUnknown(settle(both, true), true);
        assertThat(second.methods()).isEmpty();
    }

    @Test
    void aNodeThatFailsAgainAndAgainIsAskedLast() {
        node.on(CHAIN, Reply.http(500, ""));
        second.on(CHAIN, Reply.result("\"0xa5bf\""));
        for (int i = 0; i < 8; i++) {
            both.checkConfiguration();
        }
        assertThat(node.methods()).hasSize(5);
        assertThat(second.methods()).hasSize(8);

        now.set(NOW.plusSeconds(2));
        node.on(CHAIN, Reply.result("\"0xa5bf\""));
        both.checkConfiguration();
        both.checkConfiguration();
        assertThat(node.methods()).hasSize(7);
        assertThat(second.methods()).hasSize(8);
    }

    @Test
    void whileNoNodeAnswersNothingIsOffered() throws Exception {
        PreparedOffer offer = both.prepare(OfferTerms.of(Price.of("1")));
        PreparedOffer free = both.prepare(OfferTerms.of(Price.of("0")));
        node.on(CHAIN, Reply.http(500, ""));
        second.on(CHAIN, Reply.http(500, ""));
        for (int i = 0; i < 5; i++) {
            assertThat(offer.request()).isNotNull();
            both.checkConfiguration();
        }

        assertThatThrownBy(offer::request).isInstanceOf(OfferUnavailableException.class);
        assertThat(free.request()).isNotNull();
        assertThat(node.methods()).hasSize(5);

        // Nobody waits for the trial.
        second.on(CHAIN, Reply.result("\"0xa5bf\""));
        now.set(NOW.plusSeconds(2));
        assertThatThrownBy(offer::request).isInstanceOf(OfferUnavailableException.class);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!isOffered(offer) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(isOffered(offer)).isTrue();
    }

    private static boolean isOffered(PreparedOffer offer) {
        try {
            offer.request();
            return true;
        } catch (OfferUnavailableException notYet) {
            return false;
        }
    }

    @Test
    void aPaymentIsTriedAlsoWhileNothingIsOffered() {
        node.on(CHAIN, Reply.http(500, "")).on(SYNC, mined);
        second.on(CHAIN, Reply.http(500, ""));
        for (int i = 0; i < 5; i++) {
            both.checkConfiguration();
        }

        assertSettled(settle(both, false));
        assertThat(isOffered(both.prepare(OfferTerms.of(Price.of("1"))))).isTrue();
    }

    @Test
    void everyUrlHasToBeOne() {
        TempoChargeBuilder builder = Charges.builder().rpcUrls(List.of(node.url(), URI.create("ftp://node.test")));

        assertThatThrownBy(builder::build).isInstanceOf(ConfigurationException.class);
    }

    private TempoCharge simulating() {
        return Charges.builder().rpcUrl(node.url()).simulate(true).build();
    }

    @Test
    void aTransferThatWouldBeRevertedIsNotSent() {
        node.on(CALL, Reply.error(3, "execution reverted"));

        assertThat(((Rejected) settle(simulating(), false)).problem().detail()).contains("would be reverted");
        assertThat(node.methods()).containsExactly(CALL);
    }

    @Test
    void whatOneNodeDoesNotSimulateAnotherDoes() {
        second.on(CALL, Reply.error(3, "execution reverted"));
        for (Reply silent : List.of(Reply.drop(), Reply.http(502, ""), Reply.error(-32603, "internal"), Reply.hang())) {
            node.on(CALL, silent);

            assertNotSentByEither();
        }
        node.close();
        assertNotSentByEither();
    }

    private void assertNotSentByEither() {
        TempoCharge simulating = Charges.builder()
                .rpcUrls(List.of(node.url(), second.url()))
                .simulate(true)
                .build();

        assertThat(((Rejected) settle(simulating, false)).problem().detail()).contains("would be reverted");
        assertThat(node.methods()).containsOnly(CALL);
        assertThat(second.methods()).containsOnly(CALL);
    }

    @Test
    void aSimulationThatSaysNothingDoesNotHinderAPayment() {
        for (Reply reply : List.of(
                Reply.result("\"0x\""),
                Reply.error(-32603, "internal"),
                Reply.error(-32601, "no such method"),
                Reply.http(500, ""),
                Reply.drop())) {
            node.on(CALL, reply).on(SYNC, mined);

            assertSettled(settle(simulating(), false));
        }
    }

    @Test
    void anEarlierAttemptIsNotSimulated() {
        node.on(CALL, Reply.error(3, "execution reverted"))
                .on(RECEIPT, NOTHING)
                .on(BLOCK, NOTHING)
                .on(SYNC, mined);

        assertSettled(settle(simulating(), true));
        assertThat(node.methods()).doesNotContain(CALL);
    }

    @Test
    void whatDependsOnAPurchaseIsNotSimulated() {
        TempoAddress exchange = TempoAddress.parse("0xdec0000000000000000000000000000000000000");
        TempoAddress other = TempoAddress.parse("0x20c0000000000000000000000000000000000001");
        var price = challenge.request().amount().baseUnits();
        var transaction = PAYER.sign(TempoPayer.unsigned(
                42431,
                SOON,
                List.of(
                        TempoCall.of(other, TokenFunction.approve(exchange, price)),
                        TempoCall.of(
                                exchange,
                                TokenFunction.swapExactAmountOut(
                                        other, TempoNetwork.MODERATO.currency(), price, price)),
                        TempoPayer.transfer(challenge))));
        node.on(CALL, Reply.error(3, "execution reverted"))
                .on(SYNC, Reply.error(-32003, "no"))
                .on(RECEIPT, NOTHING);

        Settlement settlement = Charges.verified(simulating(), PAYER.credential(challenge, transaction))
                .settle(false);

        assertThat(((Rejected) settlement).problem().detail()).contains("network refused");
        assertThat(node.methods()).doesNotContain(CALL);
    }
}
