package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.PAYER;
import static org.mpp4j.tempo.Charges.SOON;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** What becomes of a payment that was attempted before, so that nobody can say whether it has moved already. */
class SettlingAgainTest extends OnePayment {

    @Test
    void aConnectionThatFailsAfterAnEarlierAttemptIsStillUnknown() {
        node.close();

        assertUnknown(settle(true), true);
    }

    @Test
    void anEarlierAttemptThatIsMinedIsSettledWithoutSendingAgain() {
        node.on(RECEIPT, mined);

        assertSettled(settle(true));
        assertThat(node.methods()).containsExactly(RECEIPT);
    }

    @Test
    void anEarlierAttemptThatWasRevertedIsRejected() {
        node.on(RECEIPT, Reply.result(receipt("0x0")));

        assertThat(settle(true)).isInstanceOf(Rejected.class);
    }

    @Test
    void anEarlierAttemptThatIsNotMinedIsSentAgainAsItWas() {
        node.on(RECEIPT, NOTHING).on(BLOCK, block(SOON.longValueExact() - 1)).on(SYNC, mined);

        assertSettled(settle(true));
        assertThat(node.methods()).containsExactly(RECEIPT, BLOCK, SYNC);
        assertThat(node.parameters(SYNC)).containsExactly(List.of(Hex.encode(raw)));
    }

    @Test
    void anEarlierAttemptThatTheChainNoLongerTakesIsRejected() {
        node.on(RECEIPT, NOTHING).on(BLOCK, block(SOON.longValueExact()));

        assertThat(((Rejected) settle(true)).problem().type()).isEqualTo(ProblemType.PAYMENT_EXPIRED);
        assertThat(node.methods()).containsExactly(RECEIPT, BLOCK, RECEIPT);
    }

    @Test
    void anEarlierAttemptThatWasMinedInTheLastMomentIsSettled() {
        node.on(RECEIPT, NOTHING, mined).on(BLOCK, block(SOON.longValueExact()));

        assertSettled(settle(true));
    }

    @Test
    void onlyTheTimeOfTheChainShowsThatAnEarlierAttemptIsOver() {
        TempoCharge later = Charges.builder()
                .rpcUrl(node.url())
                .clock(() -> NOW.plusSeconds(600))
                .build();
        node.on(RECEIPT, NOTHING).on(BLOCK, block(SOON.longValueExact() - 1)).on(SYNC, Reply.error(-32003, "expired"));

        assertUnknown(settle(later, true), true);
    }

    @Test
    void anEarlierAttemptWithoutAnEndIsSentAgain() {
        Credential endless = PAYER.pay(challenge, null);
        node.on(RECEIPT, NOTHING).on(SYNC, NOTHING);

        assertUnknown(Charges.verified(charge, endless).settle(true), true);
        assertThat(node.methods()).startsWith(RECEIPT, SYNC).doesNotContain(BLOCK);
    }

    @Test
    void anEarlierAttemptIsUnknownAsLongAsTheChainIsSilent() {
        node.on(RECEIPT, Reply.http(500, ""));

        assertUnknown(settle(true), true);
        assertThat(node.methods()).containsExactly(RECEIPT);
    }

    @Test
    void anEarlierAttemptThatIsRefusedNowMayStillBeMined() {
        node.on(RECEIPT, NOTHING)
                .on(BLOCK, block(SOON.longValueExact() - 1))
                .on(SYNC, Reply.error(-32003, "insufficient fee token balance"));

        assertUnknown(settle(true), true);
    }
}
