package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mpp4j.lightning.SessionMerchant.hash;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.session.SessionOverException;
import org.mpp4j.store.Attempt;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.Stores;

/** What happens at once, and what a process leaves behind that dies in between. */
class SessionRaceTest {

    private static final int THREADS = 16;

    private final SessionMerchant merchant = new SessionMerchant();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        merchant.close();
    }

    private <T> List<T> atOnce(Callable<T> call) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            calls.add(call);
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(calls)) {
            results.add(future.get());
        }
        return results;
    }

    @Test
    void streamsThatRaceForTheLastSatoshiGetItOnce() throws Exception {
        Challenge opened = merchant.opened();
        List<Integer> charged = atOnce(() -> {
            Admission admission = merchant.admit(merchant.bearer(opened, opened));
            if (!(admission instanceof Admission.Metered metered)) {
                return 0;
            }
            var meter = metered.payment().meter().forHandler();
            int units = 0;
            while (meter.charge(1).isPresent()) {
                units++;
            }
            return units;
        });

        assertThat(charged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(19);
        assertThat(merchant.books(opened).spent()).isEqualTo(60);
    }

    @Test
    void topUpsAtOnceAreOneCredit() throws Exception {
        for (int i = 0; i < 20; i++) {
            Challenge opened = merchant.opened();
            Credential topUp = merchant.topUp(merchant.challenge(), opened);

            List<Admission> answers = atOnce(() -> merchant.admit(topUp));

            assertThat(answers).hasAtLeastOneElementOfType(Admission.Completed.class);
            assertThat(answers)
                    .allMatch(answer -> answer instanceof Admission.Completed || answer instanceof Admission.Undecided);
            assertThat(merchant.books(opened).authorized()).isEqualTo(120);
        }
    }

    @Test
    void oneDepositForManySessionsAtOnceIsOneCredit() throws Exception {
        for (int i = 0; i < 20; i++) {
            List<Challenge> sessions = List.of(merchant.opened(), merchant.opened(), merchant.opened());
            Challenge deposit = merchant.challenge();
            merchant.pay(deposit);
            AtomicInteger turn = new AtomicInteger();
            Credential open = merchant.open(deposit);

            atOnce(() -> {
                int mine = turn.getAndIncrement() % 4;
                return merchant.admit(mine == 3 ? open : merchant.topUp(deposit, sessions.get(mine)));
            });

            long credited = sessions.stream()
                            .filter(session ->
                                    merchant.books(session).authorized().intValue() == 120)
                            .count()
                    + merchant.session.account(hash(deposit)).stream().count();
            assertThat(credited).isEqualTo(1);
        }
    }

    @Test
    void opensAtOnceAreOneSession() throws Exception {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);

        List<Admission> answers = atOnce(() -> merchant.admit(open));

        long letIn =
                answers.stream().filter(Admission.Metered.class::isInstance).count();
        assertThat(letIn).isPositive();
        assertThat(merchant.books(challenge).authorized()).isEqualTo(60);
        assertThat(merchant.books(challenge).spent()).isEqualTo(3 * letIn);
    }

    @Test
    void aCloseThatRacesChargesPaysBackExactlyWhatWasNotCharged() throws Exception {
        for (int i = 0; i < 50; i++) {
            Challenge opened = merchant.opened();
            long sentBefore = merchant.sentMillisatoshi();
            AtomicInteger turn = new AtomicInteger();
            List<Integer> charged = atOnce(() -> {
                if (turn.getAndIncrement() == 3) {
                    merchant.admit(merchant.close(opened, opened));
                    return 0;
                }
                Admission admission = merchant.admit(merchant.bearer(opened, opened));
                if (!(admission instanceof Admission.Metered metered)) {
                    return 0;
                }
                try {
                    return 1 + (metered.payment().meter().charge(2).isPresent() ? 1 : 0);
                } catch (SessionOverException over) {
                    return 1;
                }
            });
            int units = 1 + charged.stream().mapToInt(Integer::intValue).sum();

            assertThat(merchant.books(opened).spent()).isEqualTo(units * 3L);
            assertThat(merchant.sentMillisatoshi() - sentBefore).isEqualTo((60 - units * 3L) * 1000);
        }
    }

    @Test
    void closesAtOnceAreOneRefund() throws Exception {
        Challenge opened = merchant.opened();
        Credential close = merchant.close(opened, opened);

        atOnce(() -> merchant.admit(close));

        assertThat(merchant.node.asked).hasSize(1);
        assertThat(merchant.sentMillisatoshi()).isEqualTo(57_000);
    }

    /** What a process leaves that dies between its claim and the credit. */
    private void claimedBy(String holder, Challenge deposit) {
        merchant.stores
                .replays()
                .claim(
                        "lightning:hash:" + hash(deposit),
                        Attempt.by(holder),
                        Duration.ofSeconds(30),
                        Instant.MAX,
                        null);
    }

    @Test
    void aTopUpThatWasCutOffBeforeItsCreditIsTakenUpByTheSameCredentialEvenLate() {
        Challenge opened = merchant.opened();
        Challenge more = merchant.challenge();
        Credential topUp = merchant.topUp(more, opened);
        claimedBy("topUp:" + hash(opened), more);
        merchant.restart();

        assertThat(SessionMerchant.problem(merchant.admit(topUp))).isEqualTo("payment-outcome-unknown");
        merchant.pass(Duration.ofMinutes(6));
        assertThat(SessionMerchant.body(merchant.admit(topUp))).isEqualTo("{\"status\":\"ok\"}");
        assertThat(SessionMerchant.body(merchant.admit(topUp))).isEqualTo("{\"status\":\"ok\"}");
        assertThat(merchant.books(opened).authorized()).isEqualTo(120);
    }

    @Test
    void aTopUpThatWasCutOffIsNotTakenUpForAnotherSession() {
        Challenge opened = merchant.opened();
        Challenge other = merchant.opened();
        Challenge more = merchant.challenge();
        claimedBy("topUp:" + hash(opened), more);
        merchant.pass(Duration.ofMinutes(1));

        assertThat(SessionMerchant.problem(merchant.admit(merchant.topUp(more, other))))
                .isEqualTo("payment-outcome-unknown");
        assertThat(SessionMerchant.problem(merchant.admit(merchant.open(more)))).isEqualTo("payment-outcome-unknown");
        assertThat(merchant.books(other).authorized()).isEqualTo(60);
    }

    /** A process that ends when it is about to note that a deposit is used up. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** Stores of a machine on which a process is killed before the next end of a claim. */
    private static Stores killing(AtomicBoolean next, InstantSource clock) {
        Stores whole = new InMemoryStores(clock);
        ReplayStore replays = proxy(ReplayStore.class, (method, args) -> {
            if (method.getName().equals("end") && next.getAndSet(false)) {
                throw new Killed();
            }
            return method.invoke(whole.replays(), args);
        });
        return proxy(
                Stores.class,
                (method, args) -> method.getName().equals("replays") ? replays : method.invoke(whole, args));
    }

    private interface Call {
        Object invoke(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> call.invoke(method, args)));
    }

    @Test
    void whatWasCreditedWhenTheProcessDiedIsNotCreditedAgain() {
        AtomicBoolean kill = new AtomicBoolean();
        try (SessionMerchant machine = new SessionMerchant(killing(kill, InstantSource.system()))) {
            Challenge opened = machine.opened();
            Challenge other = machine.opened();
            Challenge more = machine.challenge();
            Credential topUp = machine.topUp(more, opened);
            kill.set(true);
            assertThatThrownBy(() -> machine.admit(topUp)).isInstanceOf(Killed.class);
            machine.restart();

            assertThat(SessionMerchant.body(machine.admit(topUp))).isEqualTo("{\"status\":\"ok\"}");
            assertThat(SessionMerchant.problem(machine.admit(machine.topUp(more, other))))
                    .isEqualTo("payment-outcome-unknown");
            assertThat(SessionMerchant.problem(machine.admit(machine.open(more))))
                    .isEqualTo("payment-outcome-unknown");
            assertThat(machine.books(opened).authorized()).isEqualTo(120);
            assertThat(machine.books(other).authorized()).isEqualTo(60);
        }
    }

    @Test
    void aSessionThatWasOpenedWhenTheProcessDiedIsThereAfterTheRestart() {
        AtomicBoolean kill = new AtomicBoolean();
        try (SessionMerchant machine = new SessionMerchant(killing(kill, InstantSource.system()))) {
            Challenge challenge = machine.challenge();
            Credential open = machine.open(challenge);
            kill.set(true);
            assertThatThrownBy(() -> machine.admit(open)).isInstanceOf(Killed.class);
            machine.restart();

            machine.delivered(machine.admit(open));
            assertThat(machine.books(challenge).authorized()).isEqualTo(60);
            assertThat(machine.books(challenge).spent()).isEqualTo(6); // one unit was charged and not delivered
        }
    }

    @Test
    void anOpenThatWasCutOffBeforeItsSessionWasThereIsTakenUp() {
        Challenge challenge = merchant.challenge();
        Credential open = merchant.open(challenge);
        claimedBy("open:" + hash(challenge), challenge);
        merchant.restart();
        merchant.pass(Duration.ofSeconds(31));

        merchant.delivered(merchant.admit(open));

        assertThat(merchant.books(challenge).authorized()).isEqualTo(60);
    }
}
