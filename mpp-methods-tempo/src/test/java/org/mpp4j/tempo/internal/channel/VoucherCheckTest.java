package org.mpp4j.tempo.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.Rejected;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.TempoPayer;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.session.Voucher;

class VoucherCheckTest {

    private static final ChannelContract RESERVE = ChannelContract.reserve(42431);
    private static final TempoPayer PAYER = new TempoPayer("0x5e");
    private static final TempoPayer STRANGER = new TempoPayer("0x5f");
    private static final ChannelDescriptor CHANNEL = new ChannelDescriptor(
            PAYER.address(),
            STRANGER.address(),
            ChannelDescriptor.NOBODY,
            TempoNetwork.MODERATO.currency(),
            Bytes32.ZERO,
            PAYER.address(),
            Bytes32.ZERO);
    private static final Bytes32 ID = CHANNEL.channelId(RESERVE);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T15:13:01Z"));
    private final AtomicInteger recoveries = new AtomicInteger();
    private final ChainWatch watch = new ChainWatch(
            RESERVE,
            new TempoNode(List.of(URI.create("http://127.0.0.1:9")), Duration.ofSeconds(1), now::get),
            Duration.ofSeconds(5),
            now::get);
    private final VoucherCheck check = new VoucherCheck(
            new ChannelTerms(RESERVE, STRANGER.address(), TempoNetwork.MODERATO.currency(), ChannelDescriptor.NOBODY),
            watch,
            new SignatureBrake(10, now::get),
            voucher -> {
                recoveries.incrementAndGet();
                return voucher.signer(RESERVE);
            });

    private static Voucher voucher(long amount, TempoPayer by) {
        BigInteger cumulative = BigInteger.valueOf(amount);
        return new Voucher(ID, cumulative, RlpBytes.of(by.sign(RESERVE.voucherHash(ID, cumulative))));
    }

    private Optional<ProblemType> problem(Voucher voucher) {
        return check.ofSignature(CHANNEL, voucher).map(Rejected::problem).map(problem -> problem.type());
    }

    @Test
    void aFloodOfBadVouchersIsTurnedAwayBeforeTheirSignaturesAreLookedAt() {
        Voucher bad = voucher(5, STRANGER);
        for (int i = 0; i < 1000; i++) {
            problem(bad);
        }

        assertThat(recoveries).hasValue(10);
        assertThat(problem(bad)).contains(ProblemType.TOO_MANY_REQUESTS);
        now.set(now.get().plusMillis(100));
        assertThat(problem(bad)).contains(SessionProblem.SIGNER_MISMATCH);
        assertThat(problem(bad)).contains(ProblemType.TOO_MANY_REQUESTS);
        now.set(now.get().plusSeconds(3600));
        for (int i = 0; i < 1000; i++) {
            problem(bad);
        }
        assertThat(recoveries).hasValue(21);
    }

    @Test
    void goodVouchersAreNotCounted() {
        for (int i = 0; i < 100; i++) {
            assertThat(problem(voucher(i, PAYER))).isEmpty();
        }

        assertThat(recoveries).hasValue(100);
    }

    @Test
    void theSameVoucherOnceMoreIsKnownByItsBits() {
        Voucher good = voucher(5, PAYER);
        watch.remember(ID, new ChannelState(BigInteger.ZERO, BigInteger.TEN, 0), now.get());
        assertThat(problem(good)).isEmpty();
        watch.good(good);

        assertThat(problem(good)).isEmpty();
        assertThat(recoveries).hasValue(1);
        assertThat(problem(voucher(5, STRANGER))).contains(SessionProblem.SIGNER_MISMATCH);
    }

    private static ChannelDescriptor channel(Bytes32 salt) {
        return new ChannelDescriptor(
                CHANNEL.payer(),
                CHANNEL.payee(),
                CHANNEL.operator(),
                CHANNEL.token(),
                salt,
                CHANNEL.authorizedSigner(),
                CHANNEL.expiringNonceHash());
    }

    @Test
    void aChannelIsKnownAsItCameWithTheLastGoodVoucher() {
        watch.remember(ID, new ChannelState(BigInteger.ZERO, BigInteger.TEN, 0), now.get());
        ChannelDescriptor same = channel(Bytes32.ZERO);
        assertThat(watch.known(ID, same)).isSameAs(same);
        watch.good(voucher(5, PAYER), CHANNEL);
        watch.good(voucher(6, PAYER));

        assertThat(watch.known(ID, same)).isSameAs(CHANNEL);
        assertThat(check.ofChannel(same, voucher(7, PAYER), Optional.empty())).isEmpty();
    }

    @Test
    void aChannelThatDiffersFromTheKnownOneIsLookedAt() {
        watch.remember(ID, new ChannelState(BigInteger.ZERO, BigInteger.TEN, 0), now.get());
        watch.good(voucher(5, PAYER), CHANNEL);
        ChannelDescriptor other = channel(Bytes32.of(new byte[] {
            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        }));

        assertThat(watch.known(ID, other)).isSameAs(other);
        assertThat(check.ofChannel(other, voucher(7, PAYER), Optional.empty()).map(Rejected::problem))
                .hasValueSatisfying(problem -> assertThat(problem.type()).isEqualTo(ProblemType.VERIFICATION_FAILED));
    }

    @Test
    void whoSendsAVoucherIsComparedHoweverItIsWritten() {
        String did = "did:pkh:eip155:42431:";

        assertThat(check.ofSource(CHANNEL, Optional.of(did + PAYER.address()))).isEmpty();
        assertThat(check.ofSource(
                        CHANNEL, Optional.of(did + PAYER.address().toString().toLowerCase(Locale.ROOT))))
                .isEmpty();
        assertThat(check.ofSource(CHANNEL, Optional.of(did + STRANGER.address())))
                .isPresent();
        assertThat(check.ofSource(CHANNEL, Optional.of("did:pkh:eip155:1:" + PAYER.address())))
                .isPresent();
    }

    @Test
    void whatTheChainSaidIsForgottenInTime() {
        watch.remember(ID, new ChannelState(BigInteger.ZERO, BigInteger.TEN, 0), now.get());
        assertThat(watch.recent(ID)).isPresent();

        now.set(now.get().plusSeconds(5));

        assertThat(watch.recent(ID)).isEmpty();
    }

    @Test
    void theMemoryOfChannelsIsBounded() {
        for (int i = 0; i < 2 * ChainWatch.MOST_REMEMBERED + 1000; i++) {
            if (i % 1000 == 0) {
                now.set(now.get().plusSeconds(1));
            }
            watch.remember(new Bytes32(0, 0, 0, i), new ChannelState(BigInteger.ZERO, BigInteger.TEN, 0), now.get());
        }

        assertThat(watch.size()).isLessThanOrEqualTo(ChainWatch.MOST_REMEMBERED + 1);
    }
}
