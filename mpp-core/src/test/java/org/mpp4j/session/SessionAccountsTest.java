package org.mpp4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.StoreUnavailableException;

class SessionAccountsTest {

    private static final String ID = "test:1";
    private static final BigInteger PRICE = BigInteger.valueOf(10);
    private static final SessionVoice VOICE = new SessionVoice() {
        @Override
        public Receipt receipt(SessionAccount account, long units) {
            return Receipt.of(
                    "test",
                    account.id(),
                    Instant.EPOCH,
                    JsonObject.builder()
                            .put("spent", account.spent().toString())
                            .build());
        }

        @Override
        public NeedMore needMore(SessionAccount account, BigInteger cost) {
            return new NeedMore(
                    "more",
                    JsonObject.builder()
                            .put("required", account.spent().add(cost).toString())
                            .build());
        }
    };

    private final RivalStore store = new RivalStore();
    private final SessionAccounts here = new SessionAccounts(store);
    private final SessionAccounts elsewhere = new SessionAccounts(store);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        here.close();
        elsewhere.close();
        threads.shutdownNow();
    }

    private static SessionAccount open(SessionAccounts accounts, long authorized) {
        return accounts.update(ID, none -> {
            SessionAccount opened = SessionAccount.open(ID, BigInteger.valueOf(authorized), "detail", Instant.MAX);
            return SessionChange.to(opened, opened);
        });
    }

    private static void authorize(SessionAccounts accounts, long total) {
        accounts.update(ID, found -> SessionChange.to(found.orElseThrow().authorize(BigInteger.valueOf(total)), true));
    }

    private RequestMeter meter(SessionAccounts accounts) {
        return accounts.meter(accounts.find(ID).orElseThrow(), PRICE, "token", false, VOICE);
    }

    private long spent() {
        return here.find(ID).orElseThrow().spent().longValueExact();
    }

    private void together(List<Runnable> tasks) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (Runnable task : tasks) {
            running.add(threads.submit(() -> {
                start.await();
                task.run();
                return null;
            }));
        }
        start.countDown();
        for (Future<?> each : running) {
            each.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void chargesOfManyRequestsOnTwoInstancesNeverExceedWhatIsAuthorized() throws Exception {
        open(here, 1000);
        List<Charge> charges = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Runnable> requests = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            RequestMeter meter = meter(i % 2 == 0 ? here : elsewhere);
            requests.add(() -> {
                for (int j = 0; j < 20; j++) {
                    meter.charge(1).ifPresent(charges::add);
                }
            });
        }

        together(requests);

        assertThat(charges).hasSize(100);
        assertThat(spent()).isEqualTo(1000);
        assertThat(here.find(ID).orElseThrow().units()).isEqualTo(100);
    }

    @Test
    void whatIsGivenBackCanBeChargedAgainAndNothingIsLost() throws Exception {
        open(here, 100);
        List<Runnable> requests = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            RequestMeter meter = meter(i % 2 == 0 ? here : elsewhere);
            requests.add(() -> {
                for (int j = 0; j < 30; j++) {
                    meter.charge(2).ifPresent(charge -> {
                        charge.undo();
                        charge.undo();
                    });
                }
                assertThat(meter.units()).isZero();
            });
        }

        together(requests);

        assertThat(spent()).isZero();
        assertThat(meter(here).charge(10)).isPresent();
        assertThat(meter(elsewhere).charge(1)).isEmpty();
    }

    @Test
    void changesOfOneSessionThatComeTogetherShareAWrite() throws Exception {
        open(here, 1_000_000);
        CountDownLatch firstIsWriting = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.writes.set(0);
        store.beforeWriting = () -> {
            firstIsWriting.countDown();
            try {
                goOn.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException impossible) {
                throw new AssertionError(impossible);
            }
        };
        RequestMeter meter = meter(here);
        List<Future<Optional<Charge>>> charges = new ArrayList<>();
        charges.add(threads.submit(() -> meter.charge(1)));
        assertThat(firstIsWriting.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 50; i++) {
            charges.add(threads.submit(() -> meter.charge(1)));
        }
        org.awaitility.Awaitility.await().until(() -> here.inLine(ID) == 51);
        goOn.countDown();

        for (Future<Optional<Charge>> charge : charges) {
            assertThat(charge.get(10, TimeUnit.SECONDS)).isPresent();
        }
        assertThat(spent()).isEqualTo(510);
        assertThat(store.writes.get()).isLessThan(10);
    }

    @Test
    void nothingIsChargedWhenTheStoreIsDownBeforeItWrites() {
        open(here, 100);
        RequestMeter meter = meter(here);
        store.failures.set(1);

        assertThatThrownBy(() -> meter.charge(1)).isInstanceOf(StoreUnavailableException.class);

        assertThat(spent()).isZero();
        assertThat(meter.charge(10)).isPresent();
        assertThat(spent()).isEqualTo(100);
    }

    @Test
    void aChargeWhoseAnswerWasLostIsSeenAfterwards() {
        open(here, 100);
        RequestMeter meter = meter(here);
        store.failures.set(1);
        store.failsAfterWriting = true;

        assertThatThrownBy(() -> meter.charge(4)).isInstanceOf(StoreUnavailableException.class);

        assertThat(spent()).isEqualTo(40);
        assertThat(meter.charge(7)).isEmpty();
        assertThat(meter.charge(6)).isPresent();
    }

    @Test
    void anAnswerThatChangesNothingIsGivenFromWhatIsStoredNotFromWhatIsRemembered() {
        open(here, 10);
        RequestMeter meter = meter(here);
        assertThat(meter.charge(1)).isPresent();
        authorize(elsewhere, 30);

        assertThat(meter.charge(2)).isPresent();
    }

    @Test
    void aStreamThatWaitsGoesOnWhenMoreIsAuthorizedHere() {
        open(here, 0);
        RequestMeter meter = meter(here);

        CompletableFuture<Optional<Charge>> waits =
                meter.chargeWhenAuthorized(2, Duration.ofSeconds(20)).toCompletableFuture();
        authorize(here, 10);
        org.awaitility.Awaitility.await().until(() -> here.waiting() == 1);
        assertThat(waits).isNotDone();
        authorize(here, 20);

        assertThat(waits.join()).isPresent();
        assertThat(here.waiting()).isZero();
        assertThat(spent()).isEqualTo(20);
    }

    @Test
    void aStreamThatWaitsGoesOnWhenMoreIsAuthorizedElsewhere() {
        open(here, 0);

        CompletableFuture<Optional<Charge>> waits =
                meter(here).chargeWhenAuthorized(1, Duration.ofSeconds(20)).toCompletableFuture();
        authorize(elsewhere, 10);

        assertThat(waits.orTimeout(10, TimeUnit.SECONDS).join()).isPresent();
    }

    @Test
    void patienceEnds() {
        open(here, 0);

        assertThat(meter(here)
                        .chargeWhenAuthorized(1, Duration.ofMillis(50))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        assertThat(here.waiting()).isZero();
    }

    @Test
    void whoWaitsIsToldThatTheSessionIsOver() {
        open(here, 0);
        CompletableFuture<Optional<Charge>> waits =
                meter(here).chargeWhenAuthorized(1, Duration.ofMinutes(5)).toCompletableFuture();

        here.update(ID, found -> SessionChange.to(found.orElseThrow().in(Status.CLOSING), true));

        assertThat(waits.orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();
        assertThatThrownBy(() -> meter(here).charge(1)).isInstanceOf(SessionOverException.class);
    }

    @Test
    void closingTheBooksEndsEveryWait() {
        open(here, 0);
        CompletableFuture<Optional<Charge>> waits =
                meter(here).chargeWhenAuthorized(1, Duration.ofMinutes(5)).toCompletableFuture();

        here.close();

        assertThat(waits.orTimeout(10, TimeUnit.SECONDS).join()).isEmpty();
        assertThat(meter(here)
                        .chargeWhenAuthorized(1, Duration.ofMinutes(5))
                        .toCompletableFuture()
                        .join())
                .isEmpty();
    }

    @Test
    void theFirstUnitIsTheOneThatLetTheRequestIn() {
        SessionAccount opened = open(here, 100);
        SessionAccount charged = here.update(ID, found -> {
            SessionAccount next = opened.spend(PRICE, 1);
            return SessionChange.to(next, next);
        });
        RequestMeter meter = here.meter(charged, PRICE, null, true, VOICE);

        Charge first = meter.charge(1).orElseThrow();
        assertThat(spent()).isEqualTo(10);
        assertThat(meter.charge(2)).isPresent();
        assertThat(meter.units()).isEqualTo(3);
        assertThat(meter.receipt().json().string("spent")).contains("30");

        first.undo();
        assertThat(spent()).isEqualTo(20);
        assertThat(meter.units()).isEqualTo(2);
    }

    @Test
    void aChargeThatIsRefusedLeavesTheFirstUnit() {
        SessionAccount opened = open(here, 20);
        SessionAccount charged =
                here.update(ID, found -> SessionChange.to(opened.spend(PRICE, 1), opened.spend(PRICE, 1)));
        RequestMeter meter = here.meter(charged, PRICE, null, true, VOICE);

        assertThat(meter.charge(5)).isEmpty();

        assertThat(meter.charge(2)).isPresent();
        assertThat(spent()).isEqualTo(20);
    }

    @Test
    void aHandlerThatNeverMetersCostsOneUnitAndAFailedOneNothing() {
        SessionAccount opened = open(here, 100);
        for (boolean isDelivered : new boolean[] {true, false}) {
            SessionAccount charged = here.update(ID, found -> {
                SessionAccount next = found.orElseThrow().spend(PRICE, 1);
                return SessionChange.to(next, next);
            });
            RequestMeter meter = here.meter(charged, PRICE, null, true, VOICE);
            meter.over(isDelivered);
            meter.over(isDelivered);
        }

        assertThat(opened.spent()).isZero();
        assertThat(spent()).isEqualTo(10);
    }

    @Test
    void aHandlerThatMetersNothingCostsNothing() {
        open(here, 100);
        SessionAccount charged = here.update(ID, found -> {
            SessionAccount next = found.orElseThrow().spend(PRICE, 1);
            return SessionChange.to(next, next);
        });
        RequestMeter meter = here.meter(charged, PRICE, null, true, VOICE);
        meter.forHandler();

        meter.over(true);

        assertThat(spent()).isZero();
        assertThat(meter.units()).isZero();
    }

    @Test
    void onlyAClosedSessionIsForgotten() {
        open(here, 100);
        assertThat(here.forget(ID)).isFalse();

        here.update(ID, found -> SessionChange.to(found.orElseThrow().in(Status.CLOSED), true));

        assertThat(here.forget(ID)).isTrue();
        assertThat(here.find(ID)).isEmpty();
        assertThat(here.forget(ID)).isFalse();
    }

    @Test
    void aSessionThatWasForgottenElsewhereBeginsAnew() {
        open(here, 100);
        here.update(ID, found -> SessionChange.to(found.orElseThrow().in(Status.CLOSED), true));
        elsewhere.forget(ID);

        assertThat(open(here, 50).authorized()).isEqualTo(BigInteger.valueOf(50));
        assertThat(here.find(ID).orElseThrow().isOpen()).isTrue();
    }

    @Test
    void sessionsInMemoryAreNotRememberedBesides() {
        SessionAccounts inMemory = new SessionAccounts(new InMemorySessionStore());
        open(inMemory, 100);

        assertThat(inMemory.find(ID)).isPresent();
        assertThat(inMemory.lines()).isZero();
    }

    @Test
    void noMoreSessionsAreRememberedThanABound() {
        for (int i = 0; i < 10_500; i++) {
            String id = "test:many" + i;
            here.update(id, none -> SessionChange.to(SessionAccount.open(id, BigInteger.ONE, "", Instant.MAX), true));
        }

        assertThat(here.lines()).isLessThanOrEqualTo(10_001);
    }
}
