package org.mpp4j.stripe;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.stripe.internal.api.Answer;
import org.mpp4j.stripe.internal.api.Intent;
import org.mpp4j.stripe.internal.api.StripeApi;
import org.mpp4j.stripe.internal.api.StripeFailure;
import org.mpp4j.stripe.internal.charge.ChargeLookUp;
import org.mpp4j.stripe.internal.charge.SptCredential;
import org.mpp4j.stripe.internal.charge.StripeCurrency;

/**
 * The payment method {@code stripe} with intent {@code charge}: the client obtains a Shared Payment Token for the price, and
 * this server charges it with a PaymentIntent that is confirmed at once (draft-stripe-charge).
 *
 * <p>Prices are in any currency Stripe charges in; one without a currency is in the
 * {@link StripeChargeBuilder#currency(String) default}. What is less than Stripe's minimum for the currency isn't offered: a
 * fixed price stops start-up, a computed one leaves this offer out.
 *
 * <p>Settling blocks until Stripe has answered or the {@link StripeChargeBuilder#deadline(java.time.Duration) deadline} is over.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class StripeCharge implements PaymentMethod {

    private static final Logger LOG = System.getLogger("org.mpp4j.stripe");
    private static final Duration CONFIGURATION_TIMEOUT = Duration.ofSeconds(3);

    private final SecretKeyKind keyKind;
    private final String networkId;
    private final List<String> paymentMethodTypes;
    private final Map<String, String> metadata;
    private final StripeCurrency currency;
    private final @Nullable String externalId;
    private final ConnectPolicy connect;
    private final StripeApi api;
    private final Duration deadline;
    private final InstantSource clock;
    private final SptCredential credentials;
    private final ChargeLookUp lookUps;

    StripeCharge(StripeChargeBuilder.Settings settings, StripeApi api) {
        this.keyKind = settings.keyKind();
        this.networkId = settings.networkId();
        this.paymentMethodTypes = settings.paymentMethodTypes();
        this.metadata = settings.metadata();
        this.currency = settings.currency();
        this.externalId = settings.externalId();
        this.connect = settings.connect();
        this.api = api;
        this.deadline = settings.deadline();
        this.clock = settings.clock();
        this.credentials =
                new SptCredential(api, settings.tokenParameter(), metadata, this::boundedSettlement, deadline, clock);
        this.lookUps = new ChargeLookUp(api, deadline, clock);
    }

    /**
     * Starts a method. A secret key and a network id have to be given.
     *
     * @return an empty builder
     */
    public static StripeChargeBuilder builder() {
        return new StripeChargeBuilder();
    }

    @Override
    public String name() {
        return "stripe";
    }

    /** True with a key of Stripe's test mode. */
    @Override
    public boolean takesPlayMoney() {
        return keyKind.isForTests();
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        StripeCurrency of = terms.price().currency().map(StripeCurrency::of).orElse(currency);
        Amount amount = terms.amount(of.decimals());
        of.requireChargeable(amount);
        PaymentRequest request = request(terms, amount, of);
        if (amount.compareTo(of.minimum()) < 0) {
            String tooLittle = "The price " + terms + " is " + amount + " in the smallest unit of " + of.code()
                    + ", less than the " + of.minimum() + " that Stripe charges at least";
            if (!terms.isForOneRequest()) {
                throw new ConfigurationException(
                        tooLittle + "; raise it, or offer it through another payment method only");
            }
            return new StripeOffer(request, tooLittle);
        }
        boundedSettlement(request);
        return new StripeOffer(request, null);
    }

    private PaymentRequest request(OfferTerms terms, Amount amount, StripeCurrency of) {
        JsonObject.Builder details =
                JsonObject.builder().put("networkId", networkId).put("paymentMethodTypes", paymentMethodTypes);
        if (!metadata.isEmpty()) {
            JsonObject.Builder names = JsonObject.builder();
            metadata.forEach(names::put);
            details.put("metadata", names.build());
        }
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", amount.toString())
                .put("currency", of.code())
                .put("methodDetails", details.build());
        terms.description().ifPresent(description -> request.put("description", description));
        terms.externalId()
                .or(() -> Optional.ofNullable(externalId))
                .ifPresent(reference -> request.put("externalId", reference));
        return PaymentRequest.of(request.build());
    }

    private ConnectSettlement boundedSettlement(PaymentRequest request) {
        return connect.settlement(request).boundedBy(request.amount());
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            return credentials.verify(attempt);
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
    }

    @Override
    public Settlement lookUp(PendingPayment pending) {
        return lookUps.lookUp(pending);
    }

    /**
     * Gives back what was paid through this method.
     *
     * @param ledger that the payments were written to; refunds are written there too
     * @return refunds
     */
    public StripeRefunds refunds(PaymentLedger ledger) {
        return new StripeRefunds(ledger, api, deadline, clock);
    }

    @Override
    public void checkConfiguration() {
        keyKind.advise();
        // What is searched for doesn't exist. That it may be searched for is what has to be known.
        Answer<List<Intent>> answer = api.find("none", Optional.empty(), CONFIGURATION_TIMEOUT);
        if (answer instanceof Answer.NotTried<List<Intent>> notTried) {
            if (notTried.isKeyUnknown()) {
                throw new ConfigurationException("Stripe doesn't know the secret key of StripeCharge ("
                        + notTried.cause().getMessage() + "); set a valid one");
            }
            warn(notTried.cause());
        } else if (answer instanceof Answer.Refused<List<Intent>> refused) {
            warn(refused.cause());
        } else if (answer instanceof Answer.Unclear<List<Intent>> unclear) {
            warn(unclear.cause());
        }
    }

    private static void warn(StripeFailure cause) {
        LOG.log(
                Level.WARNING,
                "Stripe couldn''t be searched for payments ({0}). Unless that changes, a payment of unknown outcome is only"
                        + " cleared up when its client comes back; the key needs the right to read PaymentIntents.",
                cause.getMessage());
    }

    /** Currency and who is paid. */
    @Override
    public String toString() {
        return "StripeCharge[" + currency.code() + " to " + networkId + "]";
    }
}
