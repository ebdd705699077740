package org.mpp4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;

/** What those who wait for money are told, and that nothing is taken from a session when they don't wait any more. */
final class ShortageTest {

    private static final String ID = "test:1";
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final SessionVoice VOICE = new SessionVoice() {
        @Override
        public Receipt receipt(SessionAccount account, long units) {
            throw new AssertionError("Nobody asks for a receipt here");
        }

        @Override
        public NeedMore needMore(SessionAccount account, BigInteger cost) {
            return new NeedMore(account.spent().add(cost).toString(), JsonObject.EMPTY);
        }
    };

    private final RivalStore store = new RivalStore();
    private final SessionAccounts accounts = new SessionAccounts(store);

    @AfterEach
    void end() {
        accounts.close();
    }

    private void open() {
        accounts.update(
                ID,
                none -> SessionChange.to(
                        SessionAccount.open(ID, BigInteger.ZERO, "detail", Instant.MAX), Optional.empty()));
    }

    private void authorize(long total) {
        accounts.update(ID, found -> SessionChange.to(found.orElseThrow().authorize(BigInteger.valueOf(total)), true));
    }

    private RequestMeter meter() {
        return accounts.meter(accounts.find(ID).orElseThrow(), BigInteger.TEN, "token", false, VOICE);
    }

    private CompletableFuture<Optional<Charge>> charge(Duration patience, List<String> told) {
        return meter().chargeWhenAuthorized(1, patience, more -> told.add(more.event()))
                .toCompletableFuture();
    }

    @Test
    void whoeverWasNotFirstSaysAgainWhatIsNeeded() {
        open();
        List<String> told = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Optional<Charge>>> streams = List.of(charge(LONG, told), charge(LONG, told));
        assertThat(told).containsExactly("10", "10");

        authorize(10);

        await().until(() -> told.size() == 3);
        assertThat(told).endsWith("20");
        assertThat(streams).filteredOn(CompletableFuture::isDone).hasSize(1);
        authorize(20);
        assertThat(streams).allSatisfy(stream -> assertThat(stream.join()).isPresent());
    }

    @Test
    void whatOthersHaveUsedAtOnceIsSaidToo() {
        open();
        List<String> told = new CopyOnWriteArrayList<>();
        var waits = charge(LONG, told);

        accounts.update(
                ID,
                found -> SessionChange.to(
                        found.orElseThrow().authorize(BigInteger.TEN).spend(BigInteger.TEN, 1), true));

        await().until(() -> told.size() == 2);
        assertThat(told).containsExactly("10", "20");
        assertThat(waits).isNotDone();
    }

    @Test
    void aChargeThatIsMadeWhenTheTimeIsUpIsGivenBack() {
        open();
        CompletableFuture<Optional<Charge>> waits = charge(Duration.ofMillis(200), new CopyOnWriteArrayList<>());
        int before = store.writes.get();
        store.beforeWriting = () -> {
            if (Thread.currentThread().getName().equals("mpp4j-session")) {
                await().until(waits::isDone);
            }
        };

        authorize(10);

        assertThat(waits.join()).isEmpty();
        await("authorized, charged, given back").until(() -> store.writes.get() == before + 3);
        await().until(() -> accounts.find(ID).orElseThrow().spent().signum() == 0);
        assertThat(accounts.find(ID).orElseThrow().units()).isZero();
    }
}
