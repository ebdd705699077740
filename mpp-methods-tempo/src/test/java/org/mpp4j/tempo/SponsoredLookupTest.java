package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mpp4j.tempo.Charges.NOW;
import static org.mpp4j.tempo.Charges.SOON;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;

/** How a payment whose fees the server pays is found again. */
class SponsoredLookupTest extends OneSponsoredPayment {

    @Test
    void anAttemptThatIsMinedIsFoundByItsMemoWhoeverSignedForTheFee() {
        String asSignedElsewhere = "0x" + "7".repeat(64);
        node.on(BLOCK, block(10_000, NOW.getEpochSecond() + 5), block(8_000, NOW.getEpochSecond() - 1000))
                .on(LOGS, logsOf(asSignedElsewhere))
                .on(RECEIPT, mined(asSignedElsewhere, challenge, "0x1"));

        Settlement settlement =
                Charges.verified(charge(UnaryOperator.identity()), credential).settle(true);

        assertThat(((Settlement.Settled) settlement).receipt().reference()).isEqualTo(asSignedElsewhere);
        assertThat(node.parameters(SYNC)).isEmpty();
    }

    @Test
    void anAttemptThatDiedBetweenSigningAndSendingIsSentNow() {
        node.on(BLOCK, block(10_000, NOW.getEpochSecond() + 5), block(8_000, NOW.getEpochSecond() - 1000))
                .on(LOGS, Reply.result("[]"))
                .on(SYNC, mined("0x1"));

        Settlement settlement =
                Charges.verified(charge(UnaryOperator.identity()), credential).settle(true);

        assertThat(((Settlement.Settled) settlement).receipt().reference()).isEqualTo(hash());
        assertThat(node.parameters(SYNC))
                .containsExactly(List.of(Hex.encode(complete().encode())));
    }

    @Test
    void aLookupFindsItWithoutTheCredential() {
        TempoCharge charge = charge(UnaryOperator.identity());
        VerifiedPayment payment = Charges.verified(charge, credential);
        PendingPayment pending =
                new PendingPayment(challenge.id(), challenge.request(), payment.payer(), payment.lookUpData(), NOW);
        Reply early = block(8_000, NOW.getEpochSecond() - 1000);

        node.on(BLOCK, block(10_000, NOW.getEpochSecond() + 5), early).on(LOGS, Reply.result("[]"));
        assertUnknown(charge.lookUp(pending), true);

        node.on(BLOCK, block(10_000, SOON.longValueExact() - 1), early);
        assertUnknown(charge.lookUp(pending), true);

        node.on(BLOCK, block(10_000, SOON.longValueExact()), early);
        assertThat(((Rejected) charge.lookUp(pending)).problem().type()).isEqualTo(ProblemType.PAYMENT_EXPIRED);

        node.on(BLOCK, block(10_000, SOON.longValueExact()), early).on(LOGS, Reply.error(-32005, "too many"));
        assertUnknown(charge.lookUp(pending), true);

        node.on(BLOCK, block(10_000, SOON.longValueExact()), early)
                .on(LOGS, logsOf(hash()))
                .on(RECEIPT, mined("0x1"));
        assertThat(charge.lookUp(pending)).isInstanceOf(Settlement.Settled.class);
    }

    @Test
    void aLookupLongAfterwardsSearchesPageByPage() {
        TempoCharge charge = charge(UnaryOperator.identity());
        VerifiedPayment payment = Charges.verified(charge, credential);
        PendingPayment pending =
                new PendingPayment(challenge.id(), challenge.request(), payment.payer(), payment.lookUpData(), NOW);
        long start = NOW.getEpochSecond();
        node.on(
                        BLOCK,
                        block(1_000_000, start + 400_000),
                        block(100_000, start - 2000),
                        block(104_999, start + 10),
                        block(109_999, start + 2500))
                .on(LOGS, Reply.result("[]"));

        assertThat(charge.lookUp(pending)).isInstanceOf(Rejected.class);

        assertThat(node.methods().stream().filter(LOGS::equals)).hasSize(2);
    }
}
