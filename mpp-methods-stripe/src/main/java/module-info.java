/**
 * Payments through Stripe: {@link org.mpp4j.stripe.StripeCharge} charges cards and wallets with Shared Payment Tokens that the
 * client obtains and this server spends.
 */
@SuppressWarnings("requires-automatic") // stripe-java names its module, but has no descriptor
module org.mpp4j.stripe {
    requires transitive org.mpp4j.client;
    requires transitive org.mpp4j.core;
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires com.stripe;
    requires java.net.http;

    exports org.mpp4j.stripe;

    provides org.mpp4j.method.PaymentMethodProvider with
            org.mpp4j.stripe.StripeMethodProvider;
}
