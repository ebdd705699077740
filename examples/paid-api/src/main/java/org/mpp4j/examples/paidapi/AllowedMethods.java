package org.mpp4j.examples.paidapi;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Answers 405 to methods that a resource doesn't have, and says which it has (RFC 9110 section 15.5.6), which HttpServlet
 * doesn't. The payment filter charges nobody for a 405 either way.
 */
final class AllowedMethods implements Filter {

    private final Map<String, List<String>> methods;

    /** Knows the methods of each path. */
    AllowedMethods(Map<String, List<String>> methods) {
        this.methods = Map.copyOf(methods);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        List<String> allowed = methods.get(http.getServletPath());
        if (allowed == null || allowed.contains(http.getMethod())) {
            chain.doFilter(request, response);
        } else {
            ((HttpServletResponse) response).setHeader("Allow", String.join(", ", allowed));
            ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }
}
