package org.mpp4j.stripe.internal.api;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeObject;
import com.stripe.net.RequestOptions;
import com.stripe.net.StripeResponse;
import com.stripe.param.PaymentIntentSearchParams;
import com.stripe.param.RefundListParams;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks Stripe, each time once: whether to ask again is for the caller to say. Thread-safe. */
public final class StripeApi {

    /** How many refunds of a payment are looked at. */
    public static final int MAX_REFUNDS = 100;

    /** In the metadata of each PaymentIntent. */
    public static final String CHALLENGE_ID = "mpp_challenge_id";

    /** In the metadata of each refund. */
    public static final String REFUND_ID = "mpp_refund_id";

    private static final Pattern QUOTABLE = Pattern.compile("[A-Za-z0-9_\\-]{1,200}");

    private final StripeClient client;
    private final String version;

    /**
     * @param secretKey of the merchant's account
     * @param base where Stripe is
     * @param version of the API, which has to know Shared Payment Tokens
     * @param longestCall what no call takes longer than
     */
    public StripeApi(String secretKey, URI base, String version, Duration longestCall) {
        this.client = StripeClient.builder()
                .setApiKey(secretKey)
                .setApiBase(base.toString().replaceAll("/+$", ""))
                .setHttpClient(new DeadlineHttpClient(longestCall))
                .setMaxNetworkRetries(0)
                .build();
        this.version = version;
    }

    private interface Call<T> {
        T ask(RequestOptions options) throws StripeException;
    }

    /** Makes a PaymentIntent and confirms it. */
    public Answer<Intent> create(IntentTerms terms, Duration timeout) {
        return ask(
                options(terms.connect().account(), terms.idempotencyKey(), timeout),
                options -> client.v1().paymentIntents().create(Requests.create(terms), options),
                StripeApi::intent);
    }

    /** Finds the PaymentIntents of a challenge. Stripe's index follows within a minute as a rule. */
    public Answer<List<Intent>> find(String challengeId, Optional<String> account, Duration timeout) {
        if (!QUOTABLE.matcher(challengeId).matches()) {
            return new Answer.NotTried<>(new StripeFailure("The id of the challenge can't be searched for"), false);
        }
        PaymentIntentSearchParams params = PaymentIntentSearchParams.builder()
                .setQuery("metadata[\"" + CHALLENGE_ID + "\"]:\"" + challengeId + "\"")
                .setLimit(20L)
                .build();
        return ask(
                options(account, null, timeout),
                options -> client.v1().paymentIntents().search(params, options),
                found -> all(found.getData(), StripeApi::intent));
    }

    /** Ends a PaymentIntent that isn't paid, so that it never will be. */
    public Answer<Intent> cancel(String intentId, Optional<String> account, Duration timeout) {
        return ask(
                options(account, null, timeout),
                options -> client.v1().paymentIntents().cancel(intentId, options),
                StripeApi::intent);
    }

    /** Gives money back. */
    public Answer<MadeRefund> refund(RefundTerms terms, Duration timeout) {
        return ask(
                options(terms.account(), terms.idempotencyKey(), timeout),
                options -> client.v1().refunds().create(Requests.refund(terms), options),
                StripeApi::refund);
    }

    /** What was given back of a payment, as far as the first {@link #MAX_REFUNDS}. */
    public Answer<List<MadeRefund>> refundsOf(String intentId, Optional<String> account, Duration timeout) {
        RefundListParams params = RefundListParams.builder()
                .setPaymentIntent(intentId)
                .setLimit((long) MAX_REFUNDS)
                .build();
        return ask(
                options(account, null, timeout),
                options -> client.v1().refunds().list(params, options),
                StripeApi::refunds);
    }

    private RequestOptions options(Optional<String> account, @Nullable String idempotencyKey, Duration timeout) {
        RequestOptions.RequestOptionsBuilder builder = RequestOptions.builder()
                .setReadTimeout((int) Math.max(1, timeout.toMillis()))
                .setMaxNetworkRetries(0);
        account.ifPresent(builder::setStripeAccount);
        if (idempotencyKey != null) {
            builder.setIdempotencyKey(idempotencyKey);
        }
        return RequestOptions.RequestOptionsBuilder.unsafeSetStripeVersionOverride(builder, version)
                .build();
    }

    private static <R extends StripeObject, T> Answer<T> ask(
            RequestOptions options, Call<R> call, Function<R, @Nullable T> reading) {
        try {
            R response = call.ask(options);
            T value = response == null ? null : reading.apply(response);
            return value == null
                    ? new Answer.Unclear<>(new StripeFailure("Stripe answered with something else than was asked for"))
                    : new Answer.Done<>(value, isReplayed(response.getLastResponse()));
        } catch (StripeException failed) {
            return Failures.answer(failed);
        } catch (RuntimeException unreadable) {
            // Such as a page of a proxy instead of JSON. What it says may be anything, so only its kind is kept.
            return new Answer.Unclear<>(new StripeFailure(
                    "Stripe's answer can't be read: " + unreadable.getClass().getSimpleName()));
        }
    }

    private static boolean isReplayed(@Nullable StripeResponse response) {
        return response != null
                && response.headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equalsIgnoreCase)
                        .isPresent();
    }

    private static <S, T> @Nullable List<T> all(@Nullable List<S> list, Function<S, @Nullable T> reading) {
        if (list == null) {
            return null;
        }
        List<T> values = list.stream()
                .<T>mapMulti((element, sink) -> {
                    T value = reading.apply(element);
                    if (value != null) {
                        sink.accept(value);
                    }
                })
                .toList();
        return values.size() == list.size() ? values : null;
    }

    private static @Nullable Intent intent(PaymentIntent made) {
        if (made.getId() == null
                || !QUOTABLE.matcher(made.getId()).matches()
                || made.getStatus() == null
                || made.getAmount() == null
                || made.getCurrency() == null) {
            return null;
        }
        return new Intent(
                made.getId(),
                made.getStatus(),
                made.getAmount(),
                made.getAmountReceived() == null ? 0 : made.getAmountReceived(),
                made.getCurrency());
    }

    private static @Nullable List<MadeRefund> refunds(StripeCollection<Refund> page) {
        return Boolean.TRUE.equals(page.getHasMore()) ? null : all(page.getData(), StripeApi::refund);
    }

    private static @Nullable MadeRefund refund(Refund made) {
        if (made.getId() == null
                || !QUOTABLE.matcher(made.getId()).matches()
                || made.getStatus() == null
                || made.getAmount() == null) {
            return null;
        }
        return new MadeRefund(
                made.getId(),
                made.getStatus(),
                made.getAmount(),
                Optional.ofNullable(made.getMetadata()).map(metadata -> metadata.get(REFUND_ID)));
    }
}
