package org.mpp4j.examples.paidapi;

import java.util.Optional;
import java.util.stream.Stream;
import org.mpp4j.stripe.StripeCharge;
import org.mpp4j.stripe.StripeChargeBuilder;

/** Payment with cards through Stripe, if {@code STRIPE_SECRET_KEY} or another of its variables is set. */
final class StripeSettings {

    private StripeSettings() {}

    static Optional<StripeCharge> from(Environment environment) {
        if (Stream.of("STRIPE_SECRET_KEY", "STRIPE_NETWORK_ID", "STRIPE_API_BASE", "STRIPE_DEADLINE")
                .allMatch(name -> environment.optional(name).isEmpty())) {
            return Optional.empty();
        }
        String key = environment.required(
                "STRIPE_SECRET_KEY",
                "a restricted key that may write PaymentIntents, which begins with rk_live_ or rk_test_");
        // Settings are checked when they are put together. One at a time, so that the one that is wrong can be named.
        StripeChargeBuilder charge = StripeCharge.builder().secretKey(key).networkId("none yet");
        Environment.named("STRIPE_SECRET_KEY", charge::build);
        charge.networkId(environment.required(
                "STRIPE_NETWORK_ID",
                "the id of your Business Network Profile, such as profile_1MqDcVKA5fEO2tZvKQm9g8Yj"));
        environment.optional("STRIPE_API_BASE").ifPresent(base -> {
            String what = "https://api.stripe.com, or leave it out";
            charge.apiBase(environment.url("STRIPE_API_BASE", base.replaceAll("/+$", ""), what));
            Environment.named("STRIPE_API_BASE", charge::build);
        });
        charge.deadline(environment.duration("STRIPE_DEADLINE", "PT30S"));
        return Optional.of(Environment.named("STRIPE_DEADLINE", charge::build));
    }
}
