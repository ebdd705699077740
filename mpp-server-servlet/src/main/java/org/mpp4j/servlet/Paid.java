package org.mpp4j.servlet;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what requests to a servlet cost. A servlet with several of them is offered at each of these prices, and the client
 * chooses:
 *
 * <pre>{@code
 * @WebServlet("/fortune")
 * @Paid("0.01")
 * public class Fortune extends HttpServlet { … }
 * }</pre>
 *
 * <p>It holds for every HTTP method that the servlet has code for (an {@code HttpServlet} answers the others with 405, for
 * nothing) and for every path of the servlet, and for its subclasses unless they have their own. It takes effect through a {@link PaymentFilter} in front of the servlet; a mistake in it stops the filter's start-up.
 *
 * @since 0.1
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@java.lang.annotation.Repeatable(Paid.Offers.class)
public @interface Paid {

    /**
     * The price, a plain decimal number. Either this or {@link #amount} is given.
     *
     * @return for example {@code "0.01"}
     */
    String value() default "";

    /**
     * The price by another name, which reads better where more is said: {@code @Paid(amount = "0.0001", unit = "token")}.
     *
     * @return for example {@code "0.0001"}
     */
    String amount() default "";

    /**
     * The kind of payment this price is for. Left out, it is every kind that is paid once, or with a {@link #unit}
     * {@code session}.
     *
     * @return {@code "charge"} for a price that is paid once, {@code "session"} for one that is paid as it goes
     */
    String intent() default "";

    /**
     * What the price is for, if it is paid as it goes.
     *
     * @return for example {@code "token"} or {@code "request"}
     */
    String unit() default "";

    /**
     * What a client that opens a session is advised to deposit.
     *
     * @return for example {@code "5"}
     */
    String suggestedDeposit() default "";

    /**
     * The currency. Left out, it is the payment method's own.
     *
     * @return an ISO 4217 code, a token address or the like
     */
    String currency() default "";

    /**
     * The payment methods this price is offered through, by name. Left out, all that the filter has.
     *
     * @return for example {@code "tempo"}
     */
    String[] methods() default {};

    /**
     * What is sold, for people to read.
     *
     * @return a short text
     */
    String description() default "";

    /**
     * Names the resource that challenges are good for. Left out, it is this servlet alone. The first annotation decides.
     *
     * @return any text
     */
    String scope() default "";

    /**
     * Whether challenges are bound to the request's body. Without that, uploads are taken as streams, and any body is taken
     * for a challenge. The first annotation decides.
     *
     * @return true by default
     */
    boolean bindBody() default true;

    /**
     * Whether it is charged for success only, as {@link Tariff#settledOnSuccess} says. The first annotation decides.
     *
     * @return false by default: the money is taken before the servlet runs
     */
    boolean settleOnSuccess() default false;

    /** Several prices of one servlet. The compiler writes it when {@link Paid} is repeated. */
    @Documented
    @Inherited
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Offers {

        /**
         * The prices.
         *
         * @return in the order in which the server likes them
         */
        Paid[] value();
    }
}
