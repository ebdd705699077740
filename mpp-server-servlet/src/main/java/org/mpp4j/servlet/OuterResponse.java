package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Finds the response that has headers and a status. What is included writes into the response of the servlet that includes
 * it, and what it says of headers and status is ignored; so it can only be charged for there.
 */
final class OuterResponse {

    private static final String ATTRIBUTE = OuterResponse.class.getName();
    private static final String INCLUDED = ATTRIBUTE + ".included";

    private OuterResponse() {}

    /** Runs a free servlet, keeping its response in mind: it may go on to include one with a price. */
    static void runFree(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isIncluded(request)) {
            // An included servlet may forward, and the request then doesn't tell any more that it is included.
            Object before = request.getAttribute(INCLUDED);
            request.setAttribute(INCLUDED, true);
            try {
                chain.doFilter(request, response);
            } finally {
                request.setAttribute(INCLUDED, before);
            }
        } else {
            request.setAttribute(ATTRIBUTE, response);
            chain.doFilter(request, response);
        }
    }

    static HttpServletResponse of(HttpServletRequest request, HttpServletResponse response) {
        return isIncluded(request) && request.getAttribute(ATTRIBUTE) instanceof HttpServletResponse outer
                ? outer
                : response;
    }

    static boolean isIncluded(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.INCLUDE || request.getAttribute(INCLUDED) != null;
    }

    /**
     * Sends the headers of a response that an included servlet decided about, so that the servlet that includes it can't
     * make something else of them.
     */
    static void commitIfIncluded(HttpServletRequest request, HttpServletResponse outer) throws IOException {
        if (isIncluded(request)) {
            outer.flushBuffer();
        }
    }
}
