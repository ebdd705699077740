package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.mpp4j.method.SessionOutcome;
import org.mpp4j.session.RequestMeter;
import org.mpp4j.session.SessionAccount.Status;

/** Money is fetched from channels that nobody closes. */
class SessionRoundsTest extends OneChannel {

    private static final SettlementPolicy POLICY = SettlementPolicy.defaults().lookEvery(Duration.ofMinutes(1));

    private TempoSession with(SettlementPolicy policy) {
        return builder().settlement(policy).build();
    }

    @Test
    void nothingIsFetchedWithoutAReason() {
        open();
        passSeconds(3600);

        assertThat(with(POLICY).lookAfterChannels()).isOne();
        assertThat(chain.settles() + chain.closes()).isZero();
    }

    @Test
    void aChannelIsSettledOnceInAWhileForWhatWasSpentAndNotForMore() {
        TempoSession session = with(POLICY.every(Duration.ofMinutes(10)));
        assertAdmitted(perform(session, openCredential(PRICE), true));
        assertAdmitted(perform(session, voucherCredential(4500), true));
        passSeconds(700);

        session.lookAfterChannels();

        assertThat(chain.settles()).isOne();
        assertThat(chain.captured()).isEqualTo(1000);
        assertThat(account().isOpen()).isTrue();
        assertAdmitted(perform(session, voucherCredential(4500), true));
        assertThat(news).containsExactly("opened 5000", "settled 1000");
        passSeconds(3600);
        session.lookAfterChannels();
        assertThat(chain.settles()).isOne();
        assertDone(perform(session, closeCredential(4500), false));
        assertThat(chain.captured()).isEqualTo(3000);
    }

    @Test
    void aChannelThatOwesMuchIsSettled() {
        TempoSession session = with(POLICY.above(BigInteger.valueOf(2000)));
        assertAdmitted(perform(session, openCredential(PRICE), true));
        passSeconds(100);
        session.lookAfterChannels();
        assertThat(chain.settles()).isZero();
        assertAdmitted(perform(session, voucherCredential(2000), true));
        passSeconds(100);

        session.lookAfterChannels();

        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aPayerWhoLeavesWithoutAWordPaysExactlyWhatWasSpent() {
        TempoSession session = with(POLICY);
        assertAdmitted(perform(session, openCredential(PRICE), true));
        assertAdmitted(perform(session, voucherCredential(4500), true));
        chain.requestClose(channelId);
        passSeconds(61);

        session.lookAfterChannels();

        assertThat(chain.closes()).isOne();
        assertThat(chain.captured()).isEqualTo(2000);
        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(news).containsExactly("opened 5000", "close requested 2000", "closed 2000");
    }

    @Test
    void aChannelThatNobodyUsesIsClosed() {
        TempoSession session = with(POLICY.closeIdleAfter(Duration.ofHours(1)));
        assertAdmitted(perform(session, openCredential(PRICE), true));
        passSeconds(3000);
        assertAdmitted(perform(session, voucherCredential(2000), true));
        passSeconds(3000);
        session.lookAfterChannels();
        assertThat(chain.closes()).isZero();
        passSeconds(3700);

        session.lookAfterChannels();

        assertThat(chain.closes()).isOne();
        assertThat(chain.captured()).isEqualTo(2000);
    }

    @Test
    void aStreamThatChargesWithoutNewVouchersIsNotIdle() {
        TempoSession session = with(POLICY.closeIdleAfter(Duration.ofHours(1)));
        SessionOutcome outcome = perform(session, openCredential(5000), true);
        RequestMeter meter = ((SessionOutcome.Admitted) outcome).meter();
        passSeconds(3500);
        assertThat(meter.charge(1)).isPresent();
        assertThat(meter.charge(1)).isPresent();
        session.lookAfterChannels();
        passSeconds(3500);

        session.lookAfterChannels();

        assertThat(chain.closes()).isZero();
    }

    @Test
    void aCloseThatWasBegunAndLeftIsEnded() {
        open();
        chain.fate(FakeReserve.Fate.KEPT);
        post(closeCredential(PRICE));
        chain.fate(FakeReserve.Fate.MINED);
        chain.mine();
        passSeconds(60);

        session.lookAfterChannels();

        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(chain.closes()).isOne();
    }

    @Test
    void whatFailsIsTriedAgainLaterAndLater() {
        TempoSession session = with(POLICY);
        assertAdmitted(perform(session, openCredential(PRICE), true));
        chain.requestClose(channelId);
        chain.fate(FakeReserve.Fate.REFUSED);
        passSeconds(61);
        session.lookAfterChannels();
        assertThat(session.lookAfterChannels()).isZero();
        Duration first = Duration.between(time.get(), account().dueAt());
        passSeconds(first.toSeconds());
        session.lookAfterChannels();
        Duration second = Duration.between(time.get(), account().dueAt());
        chain.fate(FakeReserve.Fate.MINED);
        passSeconds(second.toSeconds());
        session.lookAfterChannels();

        assertThat(second).isGreaterThan(first);
        assertThat(chain.captured()).isEqualTo(1000);
        assertThat(news).contains("failed 1000", "closed 1000");
    }

    @Test
    void ofManyInstancesOneSettles() throws Exception {
        assertAdmitted(get(openCredential(PRICE)));
        passSeconds(700);
        List<TempoSession> instances = java.util.stream.IntStream.range(0, 6)
                .mapToObj(i -> with(POLICY.every(Duration.ofMinutes(10))))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            threads.invokeAll(instances.stream()
                    .map(each -> (Callable<Integer>) each::lookAfterChannels)
                    .toList());
        } finally {
            threads.shutdownNow();
        }

        assertThat(chain.settles()).isOne();
        assertThat(chain.captured()).isEqualTo(1000);
    }

    @Test
    void aChannelThatEndedElsewhereIsTold() {
        open();
        chain.withdraw(channelId);
        passSeconds(3600);

        session.lookAfterChannels();

        assertThat(account().status()).isEqualTo(Status.CLOSED);
        assertThat(news).contains("ended elsewhere 1000");
    }

    @Test
    void aClosedChannelIsForgottenAfterADay() {
        open();
        post(closeCredential(PRICE));
        passSeconds(86_401);

        session.lookAfterChannels();

        assertThat(session.accounts().find("tempo:" + channelId)).isEmpty();
        assertRejected(get(openCredential(PRICE)), org.mpp4j.protocol.ProblemType.VERIFICATION_FAILED);
    }

    @Test
    void atTheEndAllThatCanBeFetchedIs() {
        open();
        get(voucherCredential(2000));

        assertThat(session.settleAll(Duration.ofSeconds(10))).isZero();
        assertThat(chain.captured()).isEqualTo(2000);
        assertThat(session.settleAll(Duration.ofSeconds(10))).isZero();
        assertThat(chain.settles()).isOne();
    }

    @Test
    void atTheEndNobodyWaitsLongerThanItMayTake() {
        open();
        chain.fate(FakeReserve.Fate.KEPT);

        int left = session.settleAll(Duration.ofMillis(600));

        assertThat(left).isOne();
        chain.mine();
        assertThat(session.settleAll(Duration.ofSeconds(10))).isZero();
        assertThat(chain.captured()).isEqualTo(1000);
        assertThat(chain.settles()).isOne();
    }

    @Test
    void inTheBackgroundChannelsAreLookedAfterWithoutBeingAsked() {
        open();
        chain.requestClose(channelId);
        passSeconds(3600);

        try (TempoSession running = builder().build().start()) {
            assertThat(running.toString()).contains("42431");
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (chain.closes() == 0 && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        assertThat(chain.captured()).isEqualTo(1000);
    }
}
