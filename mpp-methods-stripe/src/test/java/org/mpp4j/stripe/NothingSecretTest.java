package org.mpp4j.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.VerifiedPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.stripe.fake.FakeStripe;
import org.mpp4j.stripe.fake.Fault;

/** Neither tokens nor keys nor what Stripe says to people get into logs, problems, exceptions or stores. */
class NothingSecretTest {

    private static final List<String> SECRETS = List.of("canary", FakeStripe.WORDS);

    private final FakeStripe stripe = new FakeStripe();
    private final StripeCharge charge =
            Charges.builder(stripe).deadline(Duration.ofMillis(700)).build();
    private final Logger root = Logger.getLogger("org.mpp4j");
    private final Level levelBefore = root.getLevel();
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLevel() + " " + new SimpleFormatter().formatMessage(line)
                    + (line.getThrown() == null ? "" : trace(line.getThrown())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        root.setLevel(Level.ALL);
        root.addHandler(handler);
    }

    @AfterEach
    void stop() {
        root.removeHandler(handler);
        root.setLevel(levelBefore);
        stripe.close();
        assertClean(String.join("\n", logged));
    }

    @ParameterizedTest
    @EnumSource
    void noOutcomeShowsThem(Fault fault) {
        stripe.next(fault);
        VerifiedPayment payment =
                Charges.verified(charge, Charges.credential(Charges.challenge(charge), Charges.newToken()));

        for (Settlement settlement : List.of(payment.settle(false), payment.settle(true))) {
            assertClean(settlement.toString());
            if (settlement instanceof Settlement.Unknown unknown) {
                assertClean(trace(unknown.cause()));
            }
            if (settlement instanceof Rejected rejected) {
                assertClean(rejected.problem().json().toCanonicalString());
            }
        }
    }

    @Test
    void whatIsStoredDoesNotPay() {
        VerifiedPayment payment =
                Charges.verified(charge, Charges.credential(Charges.challenge(charge), Charges.newToken()));

        assertClean(
                payment.toString() + payment.replayKeys() + payment.lookUpData().toCanonicalString());
        assertThat(payment.replayKeys().get(0).key()).matches("stripe:spt:[0-9a-f]{64}");
        assertClean(charge.toString());
    }

    @Test
    void rejectionsDoNotQuoteThePayload() {
        Challenge challenge = Charges.challenge(charge);
        for (String token : List.of("canary", "spt_", "spt_canary/..", "spt_canary\n", "spt_" + "canary".repeat(100))) {
            assertClean(Charges.rejected(charge, Charges.credential(challenge, token))
                    .problem()
                    .toString());
        }
        JsonObject payload = JsonObject.builder()
                .put("spt", Charges.newToken())
                .put("externalId", "canary".repeat(100))
                .build();
        assertClean(Charges.rejected(charge, Credential.of(challenge, payload))
                .problem()
                .toString());
    }

    @Test
    void anUnrestrictedKeyIsAdvisedAgainst() {
        StripeCharge.builder()
                .secretKey("sk_live_canary")
                .networkId("profile_1")
                .apiBase(stripe.url())
                .build()
                .checkConfiguration();

        assertThat(logged).anyMatch(line -> line.startsWith("WARNING") && line.contains("rk_live_"));
    }

    @Test
    void aRestrictedKeyThatMaySearchIsNothingToTalkAbout() {
        charge.checkConfiguration();

        assertThat(logged).isEmpty();
        assertThat(stripe.complaints()).isEmpty();
    }

    @Test
    void aKeyThatStripeDoesNotKnowStopsStartUp() {
        stripe.refuseSearches(401);

        assertThatThrownBy(charge::checkConfiguration)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Stripe doesn't know the secret key")
                .satisfies(thrown -> assertClean(trace(thrown)));
    }

    @Test
    void aKeyThatMayNotSearchIsWarnedOf() {
        stripe.refuseSearches(403);

        charge.checkConfiguration();

        assertThat(logged)
                .anyMatch(line -> line.startsWith("WARNING") && line.contains("right to read PaymentIntents"));
    }

    @Test
    void aStripeThatIsDownIsNoReasonToStop() {
        stripe.close();

        charge.checkConfiguration();

        assertThat(logged).anyMatch(line -> line.startsWith("WARNING") && line.contains("No answer from Stripe"));
    }

    private static void assertClean(String told) {
        assertThat(SECRETS).noneMatch(told::contains);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
