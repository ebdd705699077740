package org.mpp4j.stripe.internal.api;

import com.stripe.exception.StripeException;
import com.stripe.model.StripeError;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What Stripe's errors mean. Of what they say only codes are kept: the rest may quote tokens and keys. */
final class Failures {

    private static final Pattern CODE = Pattern.compile("[a-z0-9_]{1,64}");
    private static final Pattern PARAMETER = Pattern.compile("[a-z0-9_\\[\\]]{1,100}");
    private static final Pattern REQUEST_ID = Pattern.compile("req_[A-Za-z0-9]{1,64}");

    private Failures() {}

    static <T> Answer<T> answer(StripeException failed) {
        Integer status = failed.getStatusCode();
        if (status == null || status == 0) {
            return withoutAnswer(failed.getCause());
        }
        StripeError error = failed.getStripeError();
        String type = told(error, StripeError::getType, CODE);
        String code = told(error, StripeError::getCode, CODE);
        StripeFailure cause = new StripeFailure("Stripe answered " + status + describe(type, code, failed));
        if (type.isEmpty()) {
            // That isn't Stripe speaking but something on the way, which doesn't know how far the request got.
            return new Answer.Unclear<>(cause);
        }
        return switch (status) {
            // With the same key something else was asked for before, and may have been done.
            case 400, 404 ->
                type.equals("idempotency_error")
                        ? new Answer.Unclear<>(cause)
                        : new Answer.Refused<>(cause, code, told(error, StripeError::getParam, PARAMETER));
            case 401, 403 -> new Answer.NotTried<>(cause, status == 401);
            case 402 -> new Answer.Declined<>(code, told(error, StripeError::getDeclineCode, CODE));
            // A lock is waited for in the middle of what was asked for, a limit is met before it begins.
            case 429 -> code.equals("lock_timeout") ? new Answer.Unclear<>(cause) : new Answer.NotTried<>(cause, false);
            default -> new Answer.Unclear<>(cause);
        };
    }

    private static <T> Answer<T> withoutAnswer(@Nullable Throwable why) {
        // A ConnectException is also what unknown host names end in.
        boolean unsent = why instanceof ConnectException
                || why instanceof HttpConnectTimeoutException
                || why instanceof SSLHandshakeException;
        StripeFailure cause = new StripeFailure(
                "No answer from Stripe: " + (why == null ? "?" : why.getClass().getSimpleName()));
        return unsent ? new Answer.NotTried<>(cause, false) : new Answer.Unclear<>(cause);
    }

    private static String describe(String type, String code, StripeException failed) {
        String requestId = failed.getRequestId();
        return (type.isEmpty() ? "" : " " + type)
                + (code.isEmpty() ? "" : " " + code)
                + (requestId != null && REQUEST_ID.matcher(requestId).matches() ? ", " + requestId : "");
    }

    private static String told(
            @Nullable StripeError error, Function<StripeError, @Nullable String> member, Pattern form) {
        String value = error == null ? null : member.apply(error);
        return value != null && form.matcher(value).matches() ? value : "";
    }
}
