package org.mpp4j.examples.paidapi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.gate.Offer;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.tempo.TempoCharge;

/**
 * The configuration, all of it from environment variables. What is missing or wrong stops start-up.
 *
 * @param methods that prices can be paid through, the favorite first
 * @param split what a fortune costs that others get a part of, if it can be paid on Tempo
 * @param claimLease after which the payments of an instance that died are taken up by others; empty for the library's own
 * @param reconcileEvery how often payments of unknown outcome are looked up; empty for the library's own
 */
record Settings(
        int port,
        ChallengeKeys keys,
        String realm,
        List<PaymentMethod> methods,
        Optional<Offer> split,
        StoreSettings store,
        Optional<Duration> claimLease,
        Optional<Duration> reconcileEvery) {

    static Settings from(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        String secret =
                environment.required("MPP_SECRET_KEY", "a random text of at least 32 bytes: openssl rand -base64 32");
        List<PaymentMethod> methods = new ArrayList<>();
        Optional<TempoCharge> tempo = TempoSettings.from(environment);
        tempo.ifPresent(methods::add);
        SandboxSettings.from(environment).ifPresent(methods::add);
        if (methods.isEmpty()) {
            throw new ConfigurationException("The environment variable TEMPO_RPC_URL is not set; set it to the URL of a"
                    + " Tempo node, such as https://rpc.moderato.tempo.xyz, or set MPP_SANDBOX=true to try things out with"
                    + " play money");
        }
        return new Settings(
                (int) environment.number("PORT", environment.optional("PORT").orElse("8402"), 0, 65_535),
                Environment.named("MPP_SECRET_KEY", () -> ChallengeKeys.of(secret)),
                environment.required("MPP_REALM", "the public host name, such as api.example.com"),
                methods,
                tempo.map(charge -> TempoSettings.split(charge, environment)),
                StoreSettings.from(environment),
                environment.duration("MPP_CLAIM_LEASE"),
                environment.duration("MPP_RECONCILE_EVERY"));
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "Settings";
    }
}
