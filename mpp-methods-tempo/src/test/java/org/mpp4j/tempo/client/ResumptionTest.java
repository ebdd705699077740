package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.internal.rpc.FakeNode.Reply;
import org.mpp4j.tempo.internal.session.SessionSnapshot;
import org.mpp4j.tempo.internal.session.Voucher;

/** A client that has lost what it knew of its channel is told of it by the server, and believes what is proven. */
class ResumptionTest extends SessionTest {

    @BeforeEach
    void aChannelIsLeftOpen() throws Exception {
        TempoSessionClient lost = client().build();
        get(lost);
        get(lost);
        seller.introducesIn = "127.0.0.1";
        seller.seen();
    }

    private static SessionSnapshot with(
            SessionSnapshot honest, BigInteger accepted, BigInteger spent, @Nullable Voucher voucher) {
        return new SessionSnapshot(
                honest.contract(),
                honest.descriptor(),
                accepted,
                accepted,
                honest.deposit(),
                honest.settled(),
                spent,
                honest.units(),
                honest.closeRequestedAt(),
                voucher);
    }

    private static BigInteger units(long amount) {
        return BigInteger.valueOf(amount);
    }

    private void assertOpensAnother(UnaryOperator<SessionSnapshot> lie) throws Exception {
        seller.snapshot = lie;
        TempoSessionClient client = client().resume().build();

        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(seller.seen()).containsExactly("GET 402", "HEAD 402", "HEAD proof 204", "GET open 200");
    }

    @Test
    void itGoesOnWithItsChannel() throws Exception {
        long before = spent();
        TempoSessionClient client = client().resume().build();

        assertThat(get(client).statusCode()).isEqualTo(200);
        assertThat(get(client).statusCode()).isEqualTo(200);

        assertThat(seller.seen())
                .containsExactly("GET 402", "HEAD 402", "HEAD proof 204", "GET voucher 200", "GET voucher 200");
        assertThat(seller.opened).isOne();
        assertThat(seller.accepted).isEqualTo(4_000);
        assertThat(spent() - before).isEqualTo(2_000);
        assertThat(deposited(client)).isEqualTo(5_000);
    }

    @Test
    void itClosesItsChannel() throws Exception {
        TempoSessionClient client = client().resume().build();

        assertThat(client.close(seller.url("/session"))).isPresent();

        assertThat(seller.seen()).containsExactly("POST 402", "HEAD 402", "HEAD proof 204", "POST close 204");
        assertThat(deposited(client)).isZero();
    }

    @Test
    void itPutsMoreInWithinItsLimits() throws Exception {
        TempoSessionClient client = client().resume().build();

        for (int i = 0; i < 4; i++) {
            get(client);
        }

        assertThat(seller.deposit).isEqualTo(10_000);
        assertThat(deposited(client)).isEqualTo(10_000);
    }

    @Test
    void ofWhatIsKeptNobodyIsAsked() throws Exception {
        ChannelKeeper keeper = ChannelKeeper.inMemory();
        get(client().resume().keeper(keeper).build());
        seller.seen();

        get(client().resume().keeper(keeper).build());

        assertThat(seller.seen()).containsExactly("GET 402", "GET voucher 200");
    }

    @Test
    void whoDoesNotAskForItOpensAnother() throws Exception {
        get(client().build());

        assertThat(seller.seen()).containsExactly("GET 402", "GET open 200");
    }

    @Test
    void aServerThatIntroducesNobodyLeavesIt() throws Exception {
        seller.introducesIn = null;

        get(client().resume().build());

        assertThat(seller.seen()).containsExactly("GET 402", "HEAD 402", "GET open 200");
    }

    @Test
    void itProvesItsAccountOnlyInTheRealmOfTheHostOrOneThatIsAllowed() throws Exception {
        seller.introducesIn = "another.example.com";
        get(client().resume("shop.example.com").build());
        assertThat(seller.seen()).containsExactly("GET 402", "HEAD 402", "GET open 200");

        get(client().resume("another.example.com").build());
        assertThat(seller.seen()).containsExactly("GET 402", "HEAD 402", "HEAD proof 204", "GET voucher 200");
    }

    @Test
    void withoutAVoucherNothingIsBelieved() throws Exception {
        assertOpensAnother(honest -> with(honest, honest.acceptedCumulative(), honest.spent(), null));
    }

    @Test
    void aSnapshotForAnybodyIsNotBelievedEither() throws Exception {
        seller.introducesIn = null;
        seller.snapshots = true;

        get(client().resume().build());

        assertThat(seller.seen()).containsExactly("GET 402", "HEAD 402", "GET open 200");
    }

    @Test
    void aVoucherThatThisAccountHasNotSignedProvesNothing() throws Exception {
        assertOpensAnother(honest -> with(
                honest,
                units(4_000),
                units(4_000),
                honest.highestVoucher() == null
                        ? null
                        : new Voucher(
                                honest.channelId(),
                                units(4_000),
                                honest.highestVoucher().signature())));
    }

    @Test
    void moreThanWasSignedCannotHaveBeenSpent() throws Exception {
        assertOpensAnother(honest -> with(honest, honest.acceptedCumulative(), units(2_001), honest.highestVoucher()));
    }

    @Test
    void theNextVoucherFollowsTheOneThatIsProvenWhateverElseIsSaid() throws Exception {
        seller.snapshot = honest -> with(honest, units(5_000), honest.spent(), honest.highestVoucher());

        get(client().resume().build());

        assertThat(seller.accepted).isEqualTo(3_000);
    }

    @Test
    void aChannelThatTheChainDoesNotHaveIsNotGoneOnWith() throws Exception {
        node.on("eth_call", Reply.result("\"0x" + "0".repeat(192) + "\""));

        assertOpensAnother(UnaryOperator.identity());
    }

    @Test
    void moreThanIsInItWasNotSigned() throws Exception {
        node.on(
                "eth_call",
                Reply.result("\"0x" + "0".repeat(64) + String.format("%064x", 1_999) + "0".repeat(64) + "\""));

        assertOpensAnother(UnaryOperator.identity());
    }

    @Test
    void oneWhoseEndWasAskedForIsNotGoneOnWith() throws Exception {
        node.on("eth_call", Reply.result("\"0x" + "0".repeat(64) + String.format("%064x%064x", 5_000, 1) + "\""));

        assertOpensAnother(UnaryOperator.identity());
    }
}
