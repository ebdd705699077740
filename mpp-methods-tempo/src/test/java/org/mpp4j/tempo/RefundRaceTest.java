package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.money.Amount;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.tempo.FakeChain.Fate;
import org.mpp4j.tempo.RefundOutcome.Reason;

/** However many ask at once, and wherever somebody dies, money is given back once. */
class RefundRaceTest extends OneRefund {

    private static final int MANY = 50;

    /** Stands for the end of the process. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void manyWhoAskForOneRefundOnTwoInstancesGetOne() throws Exception {
        TempoRefunds other = instance(ledger, sessions, ACCOUNT);

        List<RefundOutcome> outcomes =
                atOnce(i -> (i % 2 == 0 ? refunds : other).refund(RefundRequest.full("r1", paid)));

        assertThat(outcomes).allMatch(outcome -> outcome instanceof RefundOutcome.Refunded);
        assertThat(outcomes).containsOnly(outcomes.get(0));
        assertThat(givenBack()).containsExactly(DOLLAR);
        assertThat(chain.taken()).isEqualTo(2);
        assertThat(inLedger()).containsExactly(DOLLAR);
    }

    @Test
    void partsThatRaceNeverComeToMoreThanWasPaid() throws Exception {
        TempoRefunds other = instance(ledger, sessions, ACCOUNT);

        List<RefundOutcome> outcomes = atOnce(i -> (i % 2 == 0 ? refunds : other)
                .refund(RefundRequest.partial("r" + i, paid, Amount.ofBaseUnits(300_000))));

        assertThat(outcomes.stream().filter(RefundOutcome.Refunded.class::isInstance))
                .hasSize(3);
        assertThat(outcomes.stream()
                        .filter(RefundOutcome.Refused.class::isInstance)
                        .map(outcome -> ((RefundOutcome.Refused) outcome).reason()))
                .containsOnly(Reason.MORE_THAN_IS_LEFT)
                .hasSize(MANY - 3);
        assertThat(givenBack()).containsExactly(300_000L, 300_000L, 300_000L);
        assertThat(inLedger()).containsExactly(300_000L, 300_000L, 300_000L);
    }

    private static List<RefundOutcome> atOnce(IntFunction<RefundOutcome> refund) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(MANY);
        try {
            List<Callable<RefundOutcome>> tasks = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                int number = i;
                tasks.add(() -> refund.apply(number));
            }
            List<RefundOutcome> outcomes = new ArrayList<>();
            for (Future<RefundOutcome> done : threads.invokeAll(tasks)) {
                outcomes.add(done.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fate.class,
            names = {"MINED", "KEPT", "LOST", "REFUSED"})
    void whoeverDiesAtAnyStepTheRefundIsMadeOnceInTheEnd(Fate fate) {
        int step = 0;
        boolean died = true;
        for (; died; step++) {
            String id = "r" + step;
            int before = givenBack().size();
            chain.fate(fate);
            died = diesAt(step, id);
            if (died) {
                chain.fate(fate == Fate.REFUSED ? Fate.MINED : fate);
                chain.mine(); // what is kept gets in, what is lost doesn't
                chain.passSeconds(26);
                chain.fate(Fate.MINED);
                assertThat(partial(id, 10)).as("after step " + step).isInstanceOf(RefundOutcome.Refunded.class);
                chain.mine();
                assertThat(partial(id, 10)).isInstanceOf(RefundOutcome.Refunded.class);
                assertThat(givenBack()).as("after step " + step).hasSize(before + 1);
                assertThat(inLedger()).as("after step " + step).hasSize(before + 1);
            }
        }
        // Before and after each look into the books and each change of them, and before and after signing.
        assertThat(step).isGreaterThan(10);
    }

    private boolean diesAt(int step, String id) {
        AtomicInteger left = new AtomicInteger(step);
        MerchantAccount dying = new MerchantAccount() {
            @Override
            public TempoAddress address() {
                return ACCOUNT.address();
            }

            @Override
            public byte[] sign(byte[] digest) {
                live(left);
                byte[] signature = ACCOUNT.sign(digest);
                live(left);
                return signature;
            }
        };
        try {
            // In the memory of one process together, which ends for none of them.
            charge().refunds(dying(PaymentLedger.class, ledger, left), dying(SessionStore.class, sessions, left), dying)
                    .refund(RefundRequest.partial(id, paid, Amount.ofBaseUnits(10)));
            return false;
        } catch (Killed end) {
            return true;
        }
    }

    private static void live(AtomicInteger left) {
        if (left.getAndDecrement() == 0) {
            throw new Killed();
        }
    }

    private static <T> T dying(Class<T> type, T real, AtomicInteger left) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    live(left);
                    try {
                        Object result = method.invoke(real, arguments);
                        live(left);
                        return result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }
}
