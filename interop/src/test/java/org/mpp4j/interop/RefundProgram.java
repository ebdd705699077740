package org.mpp4j.interop;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.money.Amount;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.store.Stores;
import org.mpp4j.store.jdbc.JdbcStores;
import org.mpp4j.tempo.MerchantAccount;
import org.mpp4j.tempo.RefundRequest;
import org.mpp4j.tempo.TempoAddress;

/** Gives something back, and stands still at one of the steps on the way, to be killed there. */
final class RefundProgram {

    static final String STANDS_STILL = "stands still";
    static final String DONE = "done ";

    private final AtomicInteger left;

    private RefundProgram(int step) {
        this.left = new AtomicInteger(step);
    }

    /** Database, node, challenge, refund id, base units, and the step to stand still at. */
    public static void main(String[] arguments) {
        Stores stores = JdbcStores.builder(PostgreSql.connect(arguments[0])).build();
        RefundProgram program = new RefundProgram(Integer.parseInt(arguments[5]));
        Object outcome = TomcatShop.charge(Marketplace.MODERATO, URI.create(arguments[1]))
                .build()
                .refunds(
                        program.slow(PaymentLedger.class, stores.ledger()),
                        program.slow(SessionStore.class, stores.sessions()),
                        program.slow(MerchantAccount.ofPrivateKey(Account.MERCHANT.key())))
                .refund(RefundRequest.partial(
                        arguments[3], arguments[2], Amount.ofBaseUnits(Long.parseLong(arguments[4]))));
        System.out.println(DONE + outcome.getClass().getSimpleName());
    }

    private MerchantAccount slow(MerchantAccount account) {
        return new MerchantAccount() {
            @Override
            public TempoAddress address() {
                return account.address();
            }

            @Override
            public byte[] sign(byte[] digest) {
                step();
                byte[] signature = account.sign(digest);
                step();
                return signature;
            }
        };
    }

    private <T> T slow(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    step();
                    try {
                        Object result = method.invoke(real, arguments);
                        step();
                        return result;
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }

    private void step() {
        if (left.getAndDecrement() == 0) {
            System.out.println(STANDS_STILL);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                throw new IllegalStateException(end);
            }
        }
    }
}
