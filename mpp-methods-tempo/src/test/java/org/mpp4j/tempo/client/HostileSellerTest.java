package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mpp4j.money.Amount;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.SessionReceipt;
import org.mpp4j.tempo.internal.session.SessionSnapshot;

class HostileSellerTest extends SessionTest {

    private static SessionReceipt with(SessionReceipt receipt, BigInteger accepted, BigInteger spent) {
        return new SessionReceipt(
                receipt.timestamp(),
                receipt.challengeId(),
                receipt.channelId(),
                accepted,
                spent,
                receipt.units(),
                receipt.txHash());
    }

    private static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    @Test
    void asksForPaymentForEver() {
        TempoSessionClient client = client().build();
        seller.asksForEver = true;

        for (int i = 0; i < 3; i++) {
            assertThat(failure(() -> get(client))).matches(it -> it.mayBePaid());
        }

        // However often it asks, it has one voucher for one request, and one transaction.
        assertThat(seller.credentials())
                .allSatisfy(it -> assertThat(it.payload().requireString("cumulativeAmount"))
                        .isEqualTo("1000"))
                .extracting(it -> it.payload().requireString("transaction"))
                .containsOnly(seller.credentials().get(0).payload().requireString("transaction"));
        assertThat(deposited(client)).isEqualTo(5_000);
        assertThat(spent()).isEqualTo(1_000);
    }

    @Test
    void asksForPaymentForEverOnceTheChannelIsOpen() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.asksForEver = true;

        for (int i = 0; i < 5; i++) {
            assertThat(failure(() -> get(client))).hasMessageContaining("although it was paid");
        }

        // One for a request that was sent, and one for a request that may have been charged.
        assertThat(spent()).isEqualTo(3_000);
    }

    @Test
    void raisesThePriceBetweenChallenges() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.price = 2_000;
        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(seller.accepted).isEqualTo(3_000);

        seller.price = 2_001;
        seller.seen();
        assertThat(failure(() -> get(client))).hasMessageContaining("price of 2001");
        assertThat(seller.accepted).isEqualTo(5_000);
        assertThat(spent()).isEqualTo(5_000);
        seller.price = 2_000;
        // What was signed for the one before wasn't used, so it pays for this one.
        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(spent()).isEqualTo(5_000);
    }

    @Test
    void changesWhoIsPaidBetweenChallenges() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.recipient = SPLIT_1;
        seller.refuse = 1;

        assertThat(failure(() -> get(client))).hasMessageContaining("somebody else");
        assertThat(deposited(client)).isEqualTo(5_000);
    }

    @Test
    void claimsInASnapshotThatMoreWasUsed() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.snapshots = true;
        seller.refuse = 1;
        seller.snapshot = honest -> new SessionSnapshot(
                honest.contract(),
                honest.descriptor(),
                honest.acceptedCumulative(),
                units(2_001),
                honest.deposit(),
                honest.settled(),
                honest.spent(),
                honest.units(),
                null,
                null);

        assertThat(failure(() -> get(client))).hasMessageContaining("asks for a voucher of 2001");
        assertThat(spent()).isEqualTo(2_000);
    }

    @Test
    void saysInReceiptsThatMoreWasSpentThanAccepted() throws Exception {
        TempoSessionClient client = client().build();
        seller.receipts = honest -> with(honest, honest.acceptedCumulative(), units(1_001));

        assertThat(failure(() -> get(client)))
                .hasMessageContaining("more was spent than was accepted")
                .matches(it -> it.mayBePaid());
    }

    @Test
    void saysInReceiptsThatMoreWasAcceptedThanSigned() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.receipts = honest -> with(honest, units(2_001), honest.spent());

        assertThat(failure(() -> get(client))).hasMessageContaining("more was accepted than was signed");
    }

    @Test
    void givesReceiptsOfAnotherChannel() throws Exception {
        TempoSessionClient client = client().build();
        seller.receipts = honest -> new SessionReceipt(
                honest.timestamp(),
                honest.challengeId(),
                Bytes32.ZERO,
                honest.acceptedCumulative(),
                honest.spent(),
                honest.units(),
                honest.txHash());

        assertThat(failure(() -> get(client))).hasMessageContaining("another channel");
    }

    @Test
    void givesAReceiptOfNoClose() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.receipts = honest -> with(honest, units(999), units(999));

        assertThat(failure(() -> client.close(seller.url("/session")))).hasMessageContaining("isn't one of the close");
        assertThat(deposited(client)).isEqualTo(5_000);
    }

    @Test
    void asksForVouchersOfAnotherChannel() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.script = List.of(seller.needVoucher(Bytes32.ZERO, units(3_000)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("another channel");
        assertThat(spent()).isEqualTo(2_000);
    }

    @Test
    void asksForMoreThanItDelivers() throws Exception {
        TempoSessionClient client = client().maxUnitsAhead(2).build();
        get(client);
        seller.script = List.of(
                "data: token\n\n",
                seller.needVoucher(seller.channelId(), units(3_000)),
                seller.needVoucher(seller.channelId(), units(4_000)),
                "data: token\n\n",
                seller.needVoucher(seller.channelId(), units(6_000)),
                seller.needVoucher(seller.channelId(), units(6_001)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("it may be 0 more");
        assertThat(events).hasSize(2);
        assertThat(spent()).isEqualTo(6_000);
    }

    @Test
    void asksForAHugeVoucherAndDeposit() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.script = List.of(seller.needVoucher(seller.channelId(), BigInteger.TWO.pow(96)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("asks for a voucher");
        assertThat(deposited(client)).isEqualTo(5_000);
        assertThat(spent()).isEqualTo(2_000);
    }

    @Test
    void asksForMoreThanALimitForEach() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        // 2,000 are signed by then, and 5,000 is the most that one voucher may add.
        seller.script = List.of(seller.needVoucher(seller.channelId(), units(7_001)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("over the limit of 5000");
        assertThat(spent()).isEqualTo(2_000);
    }

    @Test
    void asksForMoreThanMayBeDeposited() throws Exception {
        TempoSessionClient client =
                client().maxDeposit(Amount.ofBaseUnits(6_000)).build();
        get(client);
        seller.script = List.of(seller.needVoucher(seller.channelId(), units(6_001)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("limit of 6000");
        assertThat(deposited(client)).isEqualTo(5_000);
    }

    @Test
    void asksForTheSameVoucherForEver() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.script = Collections.nCopies(200, seller.needVoucher(seller.channelId(), units(2_000)));

        assertThat(failure(() -> stream(client))).hasMessageContaining("delivers nothing");
        assertThat(spent()).isEqualTo(2_000);
    }

    @Test
    void sendsNonsenseInAStream() throws Exception {
        TempoSessionClient client = client().build();
        get(client);
        seller.script = List.of("event: payment-need-voucher\ndata: {}\n\n");

        assertThat(failure(() -> stream(client))).hasMessageContaining("can't be read");

        seller.script = List.of("event: payment-receipt\ndata: []\n\n");
        assertThat(failure(() -> stream(client))).hasMessageContaining("can't be read");
    }
}
