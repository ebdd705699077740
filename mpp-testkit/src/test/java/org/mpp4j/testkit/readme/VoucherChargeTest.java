package org.mpp4j.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.testkit.TestExchange;

/** The payment method that the README shows is this one, and it works. */
class VoucherChargeTest {

    private static final String KEY = "the key of a voucher";

    private final VoucherCharge method = new VoucherCharge();
    private final PaymentGate gate = PaymentGate.builder(
                    "localhost", ChallengeKeys.of("a secret that is known to this test only"))
            .build();
    private final Route route = Route.of("fortune", Offer.of(method, "3"));

    @AfterEach
    void close() {
        gate.close();
    }

    private Credential answer() {
        Challenge challenge = ((Admission.Challenged) gate.admit(TestExchange.of("GET /"), route))
                .challenges()
                .get(0);
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("voucher", "v-1")
                        .put("proof", VoucherKey.proof(KEY, challenge.id()))
                        .build());
    }

    private Admission admit(Credential credential) {
        TestExchange exchange = TestExchange.of("GET /").withCredential(credential);
        Admission admission = gate.admit(exchange, route);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(exchange, granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    @Test
    void aVoucherPaysUntilItIsUsedUp() {
        method.sell("v-1", VoucherKey.of(KEY), 7);

        assertThat(admit(answer())).isInstanceOf(Admission.Granted.class);
        assertThat(admit(answer())).isInstanceOf(Admission.Granted.class);

        Admission third = admit(answer());
        assertThat(third).isInstanceOf(Admission.Challenged.class);
        assertThat(((Admission.Challenged) third).problem().type().uri()).hasPath("/problems/payment-insufficient");
    }

    @Test
    void aHundredUsesOfOneCredentialAreOneDeliveryAndOneCharge() throws Exception {
        method.sell("v-1", VoucherKey.of(KEY), 6);
        Credential credential = answer();
        List<Callable<Admission>> uses = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            uses.add(() -> admit(credential));
        }
        ExecutorService threads = Executors.newFixedThreadPool(20);
        int granted = 0;
        try {
            for (Future<Admission> use : threads.invokeAll(uses)) {
                granted += use.get() instanceof Admission.Granted ? 1 : 0;
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(granted).isEqualTo(1);
        assertThat(admit(answer())).as("what is left pays once more").isInstanceOf(Admission.Granted.class);
        assertThat(admit(answer())).isInstanceOf(Admission.Challenged.class);
    }

    @Test
    void theReadmeShowsThisCodeInAtMostSixtyLines() throws Exception {
        List<String> source = Files.readAllLines(
                Path.of("src/test/java", VoucherCharge.class.getName().replace('.', '/') + ".java"));
        List<String> shown = source.subList(source.indexOf("// README begins") + 1, source.indexOf("// README ends"));

        List<String> readme = Files.readAllLines(Path.of("../README.md"));
        int section = readme.indexOf("## Your own payment method");
        int begin = section + readme.subList(section, readme.size()).indexOf("```java") + 1;
        int end = begin + readme.subList(begin, readme.size()).indexOf("```");

        assertThat(section).isPositive();
        assertThat(readme.subList(begin, end)).containsExactlyElementsOf(shown).hasSizeLessThanOrEqualTo(60);
    }
}
