package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A browser's question whether it may ask (CORS preflight, Fetch Standard section 3.2.2). It is never charged for. */
final class Preflight {

    private Preflight() {}

    static boolean isOne(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** Lets the application answer, in headers only. */
    static void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletResponse bodyless = new BodylessResponse(response);
        chain.doFilter(
                new HttpServletRequestWrapper(request) {
                    @Override
                    public AsyncContext startAsync() {
                        // The container's own startAsync() would go on with the response that has a body.
                        return startAsync(this, bodyless);
                    }
                },
                bodyless);
    }
}
