package org.mpp4j.lightning;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.InMemoryChallengeStore;
import org.mpp4j.store.InMemoryIdempotencyStore;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;
import org.mpp4j.store.Stores;
import org.mpp4j.testkit.TestExchange;

/** A preimage lets in whoever shows it first, and the node's credential is the merchant's money. */
class NothingSecretTest {

    private static final String OPERATORS = "a-secret-of-the-operator";

    private final Merchant merchant = new Merchant();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("org.mpp4j");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(
                    entry.getParameters() == null
                            ? entry.getMessage()
                            : MessageFormat.format(entry.getMessage(), entry.getParameters()));
            if (entry.getThrown() != null) {
                told.add(trace(entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setLevel(Level.ALL);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
        logger.setLevel(null);
        merchant.close();
    }

    /** Notes everything that a store is given. */
    private <T> T noting(Class<T> type, T store) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            told.add(method.getName() + Arrays.deepToString(args));
            try {
                return method.invoke(store, args);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }));
    }

    private Stores noting(Stores stores) {
        return (Stores) Proxy.newProxyInstance(
                Stores.class.getClassLoader(),
                new Class<?>[] {Stores.class},
                (proxy, method, args) -> notingAny(method.getReturnType(), method.invoke(stores)));
    }

    private <T> T notingAny(Class<T> type, Object store) {
        return noting(type, type.cast(store));
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void noStoreLogOrProblemHasAPreimage() {
        LightningCharge charge = merchant.builder()
                .challengeStore(noting(ChallengeStore.class, new InMemoryChallengeStore(merchant.now::get)))
                .build();
        try (PaymentGate gate = PaymentGate.builder(
                        "localhost", ChallengeKeys.of("a secret that is known to this test only"))
                .clock(merchant.now::get)
                .replayStore(noting(ReplayStore.class, new InMemoryReplayStore(merchant.now::get, 1000)))
                .idempotencyStore(noting(IdempotencyStore.class, new InMemoryIdempotencyStore(merchant.now::get, 1000)))
                .ledger(noting(PaymentLedger.class, new InMemoryPaymentLedger()))
                .listener(noting(PaymentListener.class, new PaymentListener() {}))
                .build()) {
            Route route = Route.of("cheap", Offer.of(charge, "10"));
            Challenge challenge = ((Admission.Challenged) gate.admit(TestExchange.of("GET /"), route))
                    .challenges()
                    .get(0);
            Credential credential = merchant.showPreimage(challenge);
            String preimage = credential.payload().requireString("preimage");

            for (int status : new int[] {503, 0, 0}) {
                merchant.node.failingWith = status;
                TestExchange exchange =
                        TestExchange.of("GET /").withHeader("Authorization", PaymentAuthorization.format(credential));
                Admission admission = gate.admit(exchange, route);
                told.add(admission.toString());
                merchant.pay(challenge);
            }
            gate.reconcile();
            told.add(charge.toString() + credential + merchant.node.connection() + Preimage.parse(preimage));

            assertThat(told).anyMatch(text -> text.startsWith("claim[challenge:"));
            assertThat(told).anyMatch(text -> text.contains("lightning:hash:"));
            assertThat(String.join("\n", told)).doesNotContain(preimage).doesNotContain(OPERATORS);
        }
    }

    @Test
    void noStoreLogOrProblemHasWhatASessionIsWorth() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (SessionMerchant shop = new SessionMerchant(now, noting(new InMemoryStores(now::get)))) {
            Challenge opened = shop.challenge();
            Challenge more = shop.challenge();
            String secret = "5b".repeat(32);
            Credential plain = shop.open(opened);
            Credential open =
                    with(plain, "bindingHash", Preimage.parse(secret).hash().hex());
            Credential bearer = with(shop.bearer(opened, opened), "bindingSecret", secret);
            Credential close = with(shop.close(opened, opened), "bindingSecret", secret);
            List<Credential> all = List.of(
                    open,
                    plain,
                    bearer,
                    with(bearer, "bindingSecret", "5c".repeat(32)),
                    with(bearer, "preimage", "5d".repeat(32)),
                    with(bearer, "preimage", "no hex"),
                    shop.topUp(more, opened),
                    shop.topUp(more, more),
                    with(open, "returnInvoice", "lnbcrt1" + secret));
            for (Credential shown : all) {
                tell(shop.admit(shown));
                tell(shop.admit(shown));
                told.add(shown + " " + shop.session.verify(new PaymentAttempt(shown)));
            }
            shop.node.result = new PaymentResult.Unclear("lost");
            tell(shop.admit(close));
            shop.node.says = OutgoingState.UNKNOWN;
            shop.pass(Duration.ofMinutes(2));
            shop.session.closeDue();
            tell(shop.admit(close));
            told.add(shop.session + " " + shop.books(opened));

            assertThat(told).anyMatch(text -> text.startsWith("compareAndSet[lightning:regtest:"));
            assertThat(told).anyMatch(text -> text.contains("can't be found out"));
            assertThat(String.join("\n", told))
                    .doesNotContain(shop.preimage(opened))
                    .doesNotContain(shop.preimage(more))
                    .doesNotContain(secret)
                    .doesNotContain("5c".repeat(32))
                    .doesNotContain("5d".repeat(32));
        }
    }

    private void tell(Admission admission) {
        told.add(admission.toString());
        if (admission instanceof Admission.Challenged challenged) {
            told.add(challenged.problem().toString());
        }
    }

    private static Credential with(Credential credential, String name, String value) {
        return Credential.of(
                credential.challenge(),
                credential.payload().toBuilder().put(name, value).build());
    }

    @ParameterizedTest
    @EnumSource(LightningBackend.class)
    void nodesThatQuoteWhatTheyWereSentAreNotQuoted(LightningBackend backend) {
        try (Merchant other = new Merchant(backend)) {
            Challenge challenge = other.challenge(other.cheap);
            Credential credential = other.pay(challenge);
            VerifiedPayment payment =
                    ((Verification.Verified) other.charge.verify(new PaymentAttempt(credential))).payment();
            for (int status : new int[] {400, 401, 404, 500}) {
                other.node.failingWith = status;
                told.add(other.ask(other.cheap).toString());
                Settlement settlement = payment.settle(false);
                told.add(settlement.toString());
                if (settlement instanceof Settlement.Unknown unknown) {
                    told.add(trace(unknown.cause()));
                }
            }
            told.add(payment.toString());

            assertThat(told).anyMatch(text -> text.contains("HTTP status 500"));
            assertThat(String.join("\n", told))
                    .doesNotContain(credential.payload().requireString("preimage"))
                    .doesNotContain(OPERATORS);
        }
    }
}
