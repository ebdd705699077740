package org.mpp4j.tempo.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt.Log;

class SessionWireTest {

    private static final ChannelContract RESERVE = ChannelContract.reserve(42431);
    private static final ChannelDescriptor CHANNEL = ChannelDescriptorTest.CHANNEL;
    private static final Bytes32 ID = CHANNEL.channelId(RESERVE);

    private static SessionSnapshot snapshot() {
        return new SessionSnapshot(
                RESERVE,
                CHANNEL,
                BigInteger.valueOf(3000),
                BigInteger.valueOf(4000),
                BigInteger.valueOf(5000),
                BigInteger.valueOf(1000),
                BigInteger.valueOf(3000),
                Optional.of(3L),
                null,
                new Voucher(ID, BigInteger.valueOf(3000), RlpBytes.of(new byte[65])));
    }

    @Test
    void theRecordedChallengeIsReadAndWritten() {
        JsonObject recorded = RecordedSession.of(RecordedSession.OWN_FEES)
                .json()
                .objects("exchanges")
                .get(0);
        JsonObject details = WwwAuthenticate.parse(List.of(recorded.requireString("www-authenticate")))
                .get(0)
                .request()
                .methodDetails();

        SessionDetails read = SessionDetails.read(details);

        assertThat(read).isEqualTo(SessionDetails.of(RESERVE));
        assertThat(read.json().toCanonicalString()).isEqualTo(details.toCanonicalString());
    }

    @Test
    void detailsWithAllThereIsAreReadAsTheyWereWritten() {
        SessionDetails details = new SessionDetails(
                        RESERVE, true, CHANNEL.token(), CHANNEL.payee(), BigInteger.TEN, null, null)
                .with(snapshot());

        assertThat(SessionDetails.read(details.json())).isEqualTo(details);
        assertThat(details.channelId()).isEqualTo(ID);
    }

    @Test
    void detailsWithoutAProtocolAreOfTheFirst() {
        JsonObject details = JsonObject.builder()
                .put("escrowContract", "0x33b901018174DDabE4841042ab76ba85D4e24f25")
                .build();

        SessionDetails read = SessionDetails.read(details);

        assertThat(read.contract().protocol()).isEqualTo(ChannelProtocol.V1);
        assertThat(read.contract().chainId()).isEqualTo(4217);
        assertThatThrownBy(() -> SessionDetails.read(
                        details.toBuilder().put("sessionProtocol", "v3").build()))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aSnapshotIsReadFromTheHeaderOfTheDraftAndOfMppx() {
        SessionSnapshot snapshot = snapshot();
        String asMppx = Base64.getEncoder()
                .encodeToString(snapshot.json().toCanonicalString().getBytes(StandardCharsets.UTF_8));

        assertThat(snapshot.toHeader()).doesNotContain("=", "+", "/");
        assertThat(SessionSnapshot.parseHeader(snapshot.toHeader())).isEqualTo(snapshot);
        assertThat(SessionSnapshot.parseHeader(asMppx)).isEqualTo(snapshot);
        assertThatThrownBy(() -> SessionSnapshot.parseHeader("!")).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> SessionSnapshot.parseHeader("A".repeat(20_000)))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aSnapshotOfAnotherChannelThanItsDescriptorsIsRefused() {
        JsonObject json = snapshot().json().toBuilder()
                .put("channelId", Bytes32.ZERO.toString())
                .build();

        assertThatThrownBy(() -> SessionSnapshot.read(json)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void aSnapshotSaysNoMoreThanItHas() {
        SessionSnapshot full = snapshot();
        SessionSnapshot bare = new SessionSnapshot(
                RESERVE,
                CHANNEL,
                full.acceptedCumulative(),
                full.requiredCumulative(),
                full.deposit(),
                full.settled(),
                full.spent(),
                Optional.empty(),
                null,
                null);

        assertThat(bare.json().names()).doesNotContain("highestVoucher", "units", "closeRequestedAt");
        assertThat(SessionSnapshot.read(bare.json())).isEqualTo(bare);
    }

    @Test
    void aStreamAsksForAVoucherInTextOfDecimals() {
        NeedVoucher event = new NeedVoucher(
                ID, BigInteger.valueOf(250_025), BigInteger.valueOf(250_000), BigInteger.valueOf(500_000));

        assertThat(event.json().toCanonicalString())
                .isEqualTo("{\"acceptedCumulative\":\"250000\",\"channelId\":\"" + ID
                        + "\",\"deposit\":\"500000\",\"requiredCumulative\":\"250025\"}");
        assertThat(NeedVoucher.read(event.json())).isEqualTo(event);
    }

    @Test
    void anEventOfAnotherContractOrChannelOrToldTwiceIsNotTheOne() {
        RecordedSession session = RecordedSession.of(RecordedSession.OWN_FEES);
        RecordedSession.Mined mined = session.mined().get(0);
        Bytes32 id = session.only(SessionAction.Open.class).channelId();
        List<Log> twice = java.util.stream.Stream.concat(mined.logs().stream(), mined.logs().stream())
                .toList();
        List<Log> cut = mined.logs().stream()
                .map(log -> new Log(log.address(), log.topics(), RlpBytes.of(new byte[32])))
                .toList();

        assertThat(ChannelEvent.only(ChannelEvent.Opened.class, id, mined.logs(), session.reserve()))
                .isPresent();
        assertThat(ChannelEvent.only(ChannelEvent.Opened.class, id, twice, session.reserve()))
                .isEmpty();
        assertThat(ChannelEvent.only(ChannelEvent.Opened.class, ID, mined.logs(), session.reserve()))
                .isEmpty();
        assertThat(ChannelEvent.only(ChannelEvent.Closed.class, id, mined.logs(), session.reserve()))
                .isEmpty();
        assertThat(ChannelEvent.only(ChannelEvent.Opened.class, id, cut, session.reserve()))
                .isEmpty();
        assertThat(ChannelEvent.of(mined.logs(), ChannelContract.of(ChannelProtocol.V2, 42431, CHANNEL.payee())))
                .isEmpty();
        assertThat(ChannelEvent.topics(ChannelEvent.Opened.class, id, ChannelProtocol.V2))
                .isEqualTo(mined.logs().get(1).topics().subList(0, 2));
    }
}
