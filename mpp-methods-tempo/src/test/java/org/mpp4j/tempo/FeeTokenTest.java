package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.tempo.Charges.PAYER;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.OfferUnavailableException;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.tempo.Sponsored.Draft;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** Which token the fee payer pays in. */
class FeeTokenTest {

    private static final TempoAddress FIRST = TempoNetwork.MAINNET.currency();
    private static final TempoAddress SECOND = TempoNetwork.MODERATO.currency();
    private static final Reply ENOUGH = balance(10_000_000);
    private static final Reply NO_CONTRACT = Reply.result("\"0x\"");

    private final FakeNode node = new FakeNode().on(OnePayment.SYNC, Reply.error(-32003, "refused"));

    @AfterEach
    void stop() {
        node.close();
    }

    private static Reply balance(long baseUnits) {
        return Reply.result("\"" + String.format("0x%064x", baseUnits) + "\"");
    }

    /** That knows what the chain says about both tokens. */
    private TempoCharge charge(Reply first, Reply second) {
        node.on("eth_call", first, second).on("eth_chainId", Reply.result("\"0xa5bf\""));
        TempoCharge charge = Sponsored.builder()
                .rpcUrl(node.url())
                .feePayerPolicy(FeePayerPolicy.builder()
                        .feeTokens(List.of(FIRST, SECOND))
                        .build())
                .build();
        charge.checkConfiguration();
        return charge;
    }

    private TempoAddress paidIn(Reply first, Reply second) {
        return paidIn(first, second, UnaryOperator.identity());
    }

    private TempoAddress paidIn(Reply first, Reply second, UnaryOperator<TempoTransaction> changed) {
        TempoCharge charge = charge(first, second);
        Challenge challenge = Charges.challenge(charge, "1");
        byte[] partial = Sponsored.envelope(changed.apply(Draft.of(challenge).build()), PAYER.address());

        Settlement settlement = Charges.verified(charge, Sponsored.credential(challenge, partial))
                .settle(false);

        assertThat(settlement).isNotInstanceOf(Settlement.Settled.class);
        String sent = node.parameters(OnePayment.SYNC).get(0).get(0);
        return TempoTransaction.decode(Hex.decode(sent, 1 << 14, "transaction")).feeToken();
    }

    @Test
    void feesArePaidInTheFirstTokenThereIsEnoughOf() {
        assertThat(paidIn(ENOUGH, ENOUGH)).isEqualTo(FIRST);
    }

    @Test
    void feesArePaidInTheNextIfThereIsTooLittleOfTheFirst() {
        assertThat(paidIn(balance(1), ENOUGH)).isEqualTo(SECOND);
    }

    /** As on a chain that has the id of the main network and not its default currency. */
    @Test
    void feesAreNotPaidInATokenThatTheChainHasNotGot() {
        assertThat(paidIn(NO_CONTRACT, ENOUGH)).isEqualTo(SECOND);
    }

    @Test
    void feesArePaidInATokenOfWhichThereIsKnownToBeEnough() {
        assertThat(paidIn(Reply.error(-32603, "busy"), ENOUGH)).isEqualTo(SECOND);
    }

    @Test
    void aTokenOfWhichNothingIsKnownIsBetterThanTooLittle() {
        assertThat(paidIn(Reply.error(-32603, "busy"), balance(1))).isEqualTo(FIRST);
    }

    /** Its sender doesn't sign that, so anybody on the way could name one. */
    @Test
    void theTokenThatATransactionNamesIsNotTheOneThatFeesArePaidIn() {
        TempoAddress worthless = TempoAddress.parse("0x20c00000000000000000000000000000000000ff");

        assertThat(paidIn(ENOUGH, ENOUGH, signed -> signed.withFeePayer(worthless, signed.feePayer())))
                .isEqualTo(FIRST);
    }

    @Test
    void ifTheChainHasNotGotAnyOfThemNothingIsOffered() {
        TempoCharge charge = charge(NO_CONTRACT, NO_CONTRACT);

        assertThatThrownBy(() -> Charges.challenge(charge, "1")).isInstanceOf(OfferUnavailableException.class);
    }
}
