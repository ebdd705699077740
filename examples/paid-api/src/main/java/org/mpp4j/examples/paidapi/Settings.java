package org.mpp4j.examples.paidapi;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.mpp4j.gate.Offer;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.Stores;
import org.mpp4j.stripe.StripeCharge;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.testkit.SandboxCharge;

/**
 * The configuration, all of it from environment variables. What is missing or wrong stops start-up.
 *
 * <p>A payment method is offered if any of its variables is set. Then all that it needs have to be.
 *
 * @param split what a fortune costs that others get a part of, if it can be paid on Tempo
 * @param sponsored the method that pays its customers' fees, if there is an account to pay them
 * @param sessions channels that requests are paid from as one goes, if there is a key to take their money with
 * @param claimLease after which the payments of an instance that died are taken up by others; empty for the library's own
 * @param reconcileEvery how often payments of unknown outcome are looked up; empty for the library's own
 */
record Settings(
        int port,
        ChallengeKeys keys,
        String realm,
        Optional<TempoCharge> tempo,
        Optional<Offer> split,
        Optional<TempoCharge> sponsored,
        Optional<SessionSettings> sessions,
        Optional<StripeCharge> stripe,
        Optional<LightningSettings> lightning,
        Optional<SandboxCharge> sandbox,
        StoreSettings store,
        Optional<Duration> claimLease,
        Optional<Duration> reconcileEvery) {

    static Settings from(Map<String, String> variables) {
        Environment environment = new Environment(variables);
        String secret =
                environment.required("MPP_SECRET_KEY", "a random text of at least 32 bytes: openssl rand -base64 32");
        Optional<TempoCharge> tempo = TempoSettings.from(environment);
        Settings settings = new Settings(
                (int) environment.number("PORT", environment.optional("PORT").orElse("8402"), 0, 65_535),
                Environment.named("MPP_SECRET_KEY", () -> ChallengeKeys.of(secret)),
                environment.required("MPP_REALM", "the public host name, such as api.example.com"),
                tempo,
                tempo.map(charge -> TempoSettings.split(charge, environment)),
                TempoSettings.sponsored(environment),
                SessionSettings.from(environment),
                StripeSettings.from(environment),
                LightningSettings.from(environment),
                SandboxSettings.from(environment),
                StoreSettings.from(environment),
                environment.duration("MPP_CLAIM_LEASE"),
                environment.duration("MPP_RECONCILE_EVERY"));
        if (!settings.sells()) {
            throw new ConfigurationException("The environment variable TEMPO_RPC_URL is not set; set it to the URL of a"
                    + " Tempo node, such as https://rpc.moderato.tempo.xyz, or set STRIPE_SECRET_KEY or LIGHTNING_BACKEND to"
                    + " be paid otherwise, or MPP_SANDBOX=true to try things out with play money");
        }
        return settings;
    }

    private boolean sells() {
        return tempo.isPresent() || stripe.isPresent() || lightning.isPresent() || sandbox.isPresent();
    }

    /** What can be paid through, with its records in these stores. */
    Rails rails(Stores stores) {
        return new Rails(
                tempo,
                split,
                sponsored,
                sessions.map(settings -> settings.open(stores)),
                stripe,
                lightning.map(settings -> settings.charge(stores.challenges())),
                sandbox);
    }

    /** Nothing of it, because part of it is secret. */
    @Override
    public String toString() {
        return "Settings";
    }
}
