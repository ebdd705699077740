package org.mpp4j.tempo.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ChannelTerms;

class ChannelRecordTest {

    private static final ChannelContract RESERVE = ChannelContract.reserve(42431);
    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final TempoAddress PAYEE = new TempoPayer("0x5f").address();
    private static final ChannelTerms TERMS =
            new ChannelTerms(RESERVE, PAYEE, TempoNetwork.MODERATO.currency(), ChannelDescriptor.NOBODY);
    private static final Instant NOW = Instant.parse("2026-11-22T15:13:01Z");

    /** As the first version has written it. What was written once is read for ever. */
    private static final String FIRST = "1 LMf_rzW7DWTyxwA8NN6RsKBNqtY __________________________________________8 = "
            + "ERERERERERERERERERERERERERERERERERERERERERE 2z60w 0 0 AQID 8x BAUG th7pul 7 th7pul 0"
            + " CERERERERERERERERERERERERERERERERERERERERERE th7pva";

    private static ChannelDescriptor channel(TempoAddress signer) {
        return new ChannelDescriptor(
                PAYER.address(),
                PAYEE,
                ChannelDescriptor.NOBODY,
                TempoNetwork.MODERATO.currency(),
                Bytes32.parse("0x" + "ff".repeat(32), "salt"),
                signer,
                Bytes32.parse("0x" + "11".repeat(32), "hash"));
    }

    private static SessionAccount account(String detail, long authorized, long spent) {
        return SessionAccount.open("tempo:0x" + "ab".repeat(32), BigInteger.valueOf(authorized), detail, NOW)
                .spend(BigInteger.valueOf(spent), 1);
    }

    private static ChannelRecord opened(RlpBytes signature) {
        return ChannelRecord.opened(
                channel(PAYER.address()),
                new ChannelState(BigInteger.ZERO, BigInteger.valueOf(5_000_000), 0),
                signature,
                NOW);
    }

    @Test
    void whatIsWrittenIsRead() {
        RlpBytes one = RlpBytes.of(new byte[] {1, 2, 3});
        RlpBytes two = RlpBytes.of(new byte[] {4, 5, 6});
        ChannelRecord record = new ChannelRecord(
                channel(PAYEE),
                new ChannelState(BigInteger.TWO, BigInteger.TEN, 1_800_000_000L),
                one,
                new SignedAmount(BigInteger.TWO, two),
                new Upkeep(1, BigInteger.ONE, 2, 3),
                new SentTransaction(SentTransaction.Purpose.SETTLE, Bytes32.ZERO, 7));
        ChannelRecord bare = opened(one);
        ChannelRecord nobody =
                new ChannelRecord(channel(ChannelDescriptor.NOBODY), record.chain(), one, null, record.upkeep(), null);

        for (ChannelRecord each : new ChannelRecord[] {record, bare, nobody}) {
            assertThat(ChannelRecord.read(account(each.write(), 9, 1), TERMS)).isEqualTo(each);
        }
    }

    @Test
    void whatTheFirstVersionHasWrittenIsRead() {
        ChannelRecord record = ChannelRecord.read(account(FIRST, 9, 1), TERMS);

        assertThat(record.channel().authorizedSigner())
                .isEqualTo(record.channel().payer());
        assertThat(record.channel().expiringNonceHash().toString()).isEqualTo("0x" + "11".repeat(32));
        assertThat(record.chain().deposit()).isEqualTo(5_000_000);
        assertThat(record.signature()).isEqualTo(RlpBytes.of(new byte[] {1, 2, 3}));
        assertThat(record.backed()).isNotNull();
        assertThat(record.sent()).isNotNull();
        assertThat(record.sent().purpose()).isEqualTo(SentTransaction.Purpose.CLOSE);
        assertThat(record.write()).isEqualTo(FIRST);
    }

    @Test
    void whatALaterVersionHasWrittenIsNotGuessedAt() {
        assertThatThrownBy(() -> ChannelRecord.read(account("2" + FIRST.substring(1), 9, 1), TERMS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("later version");
    }

    @Test
    void anIdleChannelTakesFewCharacters() {
        RlpBytes signature = RlpBytes.of(PAYER.sign(new byte[32]));
        ChannelRecord record = opened(signature);

        assertThat(record.write().length()).isLessThanOrEqualTo(260);

        ChannelRecord higher = record.authorized(account(record.write(), 1_000_000, 1_000_000), signature, NOW);
        assertThat(higher.backed()).isNotNull();
        assertThat(higher.write().length()).isLessThanOrEqualTo(350);
        assertThat(higher.tidied(account("", 2_000_000, 2_000_000)).write().length())
                .isLessThanOrEqualTo(260);
    }

    @Test
    void onlyAVoucherThatIsSpentCompletelyCanBeSettled() {
        RlpBytes first = RlpBytes.of(new byte[] {1});
        RlpBytes second = RlpBytes.of(new byte[] {2});
        ChannelRecord record = opened(first);

        assertThat(record.settleable(account("", 100, 99))).isNull();
        assertThat(record.settleable(account("", 100, 100)))
                .isEqualTo(new SignedAmount(BigInteger.valueOf(100), first));
        ChannelRecord next = record.authorized(account("", 100, 100), second, NOW);
        assertThat(next.settleable(account("", 200, 150))).isEqualTo(new SignedAmount(BigInteger.valueOf(100), first));
        assertThat(record.authorized(account("", 100, 99), second, NOW).settleable(account("", 200, 150)))
                .isNull();
    }

    @Test
    void nothingOfAVoucherIsShown() {
        assertThat(opened(RlpBytes.of(new byte[] {1, 2, 3})).toString()).doesNotContain("AQID");
    }
}
