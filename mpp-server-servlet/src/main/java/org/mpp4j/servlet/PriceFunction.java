package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.mpp4j.money.Price;

/**
 * Works out what a request costs, for prices that depend on it or on the moment. Thread-safe.
 *
 * <p>The price is quoted in the challenge and honored until the challenge expires, for a request that is the same in
 * everything the function looked at: its method, path, query and body in any case, and whatever headers, attributes and the
 * like it read of the request it is given. If it depends on more, such as a client's address taken from somewhere else, a
 * client could be quoted one price and use it for another request.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PriceFunction {

    /**
     * What a request costs.
     *
     * @param request to look at; its body, if any, can be read as often as needed, unless the tariff doesn't bind it
     * @return the price; null or an exception lets nobody in
     */
    Price price(HttpServletRequest request);
}
