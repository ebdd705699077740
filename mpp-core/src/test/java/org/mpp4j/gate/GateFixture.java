package org.mpp4j.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.mpp4j.event.PaymentListener;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.BodyDigest;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;

/** A gate, a route with one offer, and a client that knows how to answer. */
final class GateFixture {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final ChallengeKeys KEYS = ChallengeKeys.of("test-secret-0123456789abcdef0123456789abcdef");

    final AtomicReference<Instant> now = new AtomicReference<>(START);
    final AtomicLong ticker = new AtomicLong();
    final ReplayStore memory = new InMemoryReplayStore(now::get, 100_000);
    final PaymentLedger ledger = new InMemoryPaymentLedger();
    final TestMethod method = new TestMethod("test");
    final List<String> events = new CopyOnWriteArrayList<>();
    final Route route = Route.of("fortune", Offer.of(method, "1.00"));
    PaymentGate gate = gate().build();

    /** A builder with the clock, store and recorder of this fixture. */
    PaymentGateBuilder gate() {
        return PaymentGate.builder("api.example.com", KEYS)
                .clock(now::get)
                .ticker(ticker::get)
                .replayStore(memory)
                .ledger(ledger)
                .claimLease(Duration.ofMinutes(10))
                .listener(recorder());
    }

    private PaymentListener recorder() {
        return new PaymentListener() {
            @Override
            public void challenged(String target, Problem problem, List<Challenge> challenges) {
                events.add("challenged " + target + " " + name(problem) + " " + challenges.size());
            }

            @Override
            public void settled(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                events.add("settled " + target + " " + receipt.reference() + " " + payer.orElse("-"));
            }

            @Override
            public void accepted(String target, Challenge challenge, Receipt receipt, Optional<String> payer) {
                events.add("accepted " + target + " " + receipt.reference() + " " + payer.orElse("-"));
            }

            @Override
            public void settlementFailed(String target, String method, String challengeId, Problem problem) {
                events.add("settlementFailed " + target + " " + method + " " + name(problem));
            }

            @Override
            public void rejected(String target, Challenge challenge, Problem problem) {
                events.add("rejected " + target + " " + name(problem));
            }

            @Override
            public void undecided(String target, Challenge challenge, Throwable cause) {
                events.add("undecided " + target + " " + cause.getMessage());
            }

            @Override
            public void delivered(String target, Receipt receipt, int status) {
                events.add("delivered " + target + " " + status);
            }

            @Override
            public void deliveryFailed(String target, Receipt receipt, int status) {
                events.add("deliveryFailed " + target + " " + status);
            }

            @Override
            public void replayed(String target, Challenge challenge, int status) {
                events.add("replayed " + target + " " + status);
            }

            @Override
            public void lookedUp(String method, String challengeId, Optional<Receipt> receipt) {
                events.add("lookedUp " + method + " "
                        + receipt.map(Receipt::reference).orElse("-"));
            }
        };
    }

    static String name(Problem problem) {
        return problem.type().uri().toString().substring(ProblemType.BASE.length());
    }

    static Exchange request(Map<String, List<String>> headers, Optional<String> body) {
        Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        return new Exchange() {
            @Override
            public String target() {
                return "GET /fortune";
            }

            @Override
            public List<String> headers(String name) {
                return byName.getOrDefault(name, List.of());
            }

            @Override
            public Optional<BodyDigest> bodyDigest() {
                return body.map(text -> BodyDigest.of(text.getBytes(StandardCharsets.UTF_8)));
            }
        };
    }

    static Exchange unpaid() {
        return request(Map.of(), Optional.empty());
    }

    static Exchange authorized(String... fields) {
        return request(Map.of("authorization", List.of(fields)), Optional.empty());
    }

    static Exchange paying(Credential credential) {
        return authorized(PaymentAuthorization.format(credential));
    }

    /** The challenges for a request. */
    List<Challenge> challenges(Exchange exchange, Route forRoute) {
        Admission admission = gate.admit(exchange, forRoute);
        assertThat(admission).isInstanceOf(Admission.Challenged.class);
        return ((Admission.Challenged) admission).challenges();
    }

    /** A fresh challenge for the fixture's route. */
    Challenge challenge() {
        return challenges(unpaid(), route).get(0);
    }

    static Credential answer(Challenge challenge) {
        return answer(challenge, "proof");
    }

    static Credential answer(Challenge challenge, String proof) {
        return Credential.of(
                challenge, "payer", JsonObject.builder().put("proof", proof).build());
    }

    /** A request with a credential. If it is let in it is answered, too: with a stream, which isn't kept. */
    Admission admit(Credential credential) {
        Admission admission = begin(credential);
        if (admission instanceof Admission.Granted granted) {
            gate.completed(paying(credential), granted.payment(), 200, Optional.empty());
        }
        return admission;
    }

    /** A request with a credential, whose answer isn't there yet. */
    Admission begin(Credential credential) {
        return gate.admit(paying(credential), route);
    }

    /** A challenge with the parts of another, authentic or not. */
    static Challenge.Builder copy(Challenge challenge) {
        return Challenge.builder(challenge.realm(), challenge.method(), challenge.intent(), challenge.request())
                .expires(challenge.expires().orElse(null))
                .digest(challenge.digest().orElse(null))
                .credentialHeader(challenge.credentialHeader().orElse(null))
                .opaque(challenge.opaque().orElse(null));
    }

    static void assertChallenged(Admission admission, ProblemType type) {
        assertThat(admission).isInstanceOf(Admission.Challenged.class);
        Admission.Challenged challenged = (Admission.Challenged) admission;
        assertThat(challenged.problem().type()).isEqualTo(type);
        assertThat(challenged.challenges()).isNotEmpty();
        assertThat(challenged.problem().challengeId())
                .hasValue(challenged.challenges().get(0).id());
    }

    static void assertChallenged(Admission admission, ProblemType type, String detail) {
        assertChallenged(admission, type);
        assertThat(((Admission.Challenged) admission).problem().detail()).isEqualTo(detail);
    }

    static void assertRefused(Admission admission, ProblemType type) {
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) admission).problem().type()).isEqualTo(type);
        assertThat(((Admission.Refused) admission).problem().challengeId()).isEmpty();
    }

    static void assertUndecided(Admission admission, ProblemType type) {
        assertThat(admission).isInstanceOf(Admission.Undecided.class);
        assertThat(((Admission.Undecided) admission).problem().type()).isEqualTo(type);
        assertThat(((Admission.Undecided) admission).problem().challengeId()).isEmpty();
        assertThat(((Admission.Undecided) admission).problem().status()).isEqualTo(503);
    }

    static SettledPayment assertGranted(Admission admission) {
        assertThat(admission).isInstanceOf(Admission.Granted.class);
        return ((Admission.Granted) admission).payment();
    }

    static List<String> methods(List<Challenge> challenges) {
        List<String> names = new ArrayList<>();
        challenges.forEach(challenge -> names.add(challenge.method() + "/" + challenge.intent()));
        return names;
    }
}
