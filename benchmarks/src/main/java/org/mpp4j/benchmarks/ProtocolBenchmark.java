package org.mpp4j.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.Exchange;
import org.mpp4j.gate.Offer;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.gate.Route;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.WwwAuthenticate;
import org.mpp4j.testkit.SandboxCharge;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The two things a server does for every unpaid and every paid request, beside one HMAC-SHA256 and base64url over a text of
 * the same length, which no server with bound challenges can do without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ProtocolBenchmark {

    private static final String SECRET = "a-secret-for-benchmarks-0123456789abcdef";

    private final ChallengeKeys keys = ChallengeKeys.of(SECRET);
    private final PaymentGate gate =
            PaymentGate.builder("api.example.com", keys).build();
    private final Route route =
            Route.of("fortune", Offer.of(SandboxCharge.create(), "0.01").describedAs("One fortune"));
    private final Exchange unpaid = new Unpaid("GET /fortune");
    private final String boundText;
    private final String authorization;
    private final Mac mac;

    /** Issues one challenge, and answers it, for all the benchmarks. */
    public ProtocolBenchmark() {
        Challenge challenge = issue();
        boundText = challenge.bindingText().orElseThrow();
        authorization = PaymentAuthorization.format(
                Credential.of(challenge, "did:sandbox:alice", SandboxCharge.payloadFor(challenge)));
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Challenge issue() {
        return ((Admission.Challenged) gate.admit(unpaid, route)).challenges().get(0);
    }

    /** What can't be saved: over the text that a challenge is bound by. */
    @Benchmark
    public String rawHmac() {
        return raw(boundText);
    }

    /** The same over a text as long as the credential, which can't be had without going over it. */
    @Benchmark
    public String rawHmacOfCredential() {
        return raw(authorization);
    }

    private String raw(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The gate's whole answer to an unpaid request, as the text of its header field. */
    @Benchmark
    public String challengeToHeader() {
        return WwwAuthenticate.format(issue());
    }

    /** From the text of the header field to a credential whose challenge is authentic. */
    @Benchmark
    public boolean parseAndVerify() {
        String token = PaymentAuthorization.tokens(List.of(authorization)).get(0);
        return keys.verify(Credential.parse(token).challenge());
    }
}
