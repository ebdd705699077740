package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;

/** A browser's question whether it may ask (CORS preflight, Fetch Standard section 3.2.2). It is never charged for. */
final class Preflight {

    private Preflight() {}

    static boolean isOne(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }
}
