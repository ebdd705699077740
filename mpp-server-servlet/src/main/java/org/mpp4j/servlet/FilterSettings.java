package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a filter deals with requests, whatever they cost. */
record FilterSettings(
        TransportSecurity transport,
        long bodyLimit,
        int bodyInMemory,
        int holdLimit,
        boolean exposeHeaders,
        Function<? super HttpServletRequest, @Nullable String> client,
        @Nullable Executor settleOn,
        Duration settleWithin) {

    ServletExchange exchange(HttpServletRequest request) {
        return new ServletExchange(request, bodyLimit, bodyInMemory, client);
    }
}
