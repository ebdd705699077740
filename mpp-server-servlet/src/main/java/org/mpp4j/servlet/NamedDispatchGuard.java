package org.mpp4j.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Stands in front of one servlet and charges for dispatches to it by name. Jetty takes such a dispatch past every filter that
 * is mapped to paths, and in every container the request still tells of the servlet that it comes from.
 */
final class NamedDispatchGuard implements Filter {

    private final PaymentFilter filter;
    private final String servletName;

    NamedDispatchGuard(PaymentFilter filter, String servletName) {
        this.filter = filter;
        this.servletName = servletName;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse httpResponse
                && !servletName.equals(DispatchTarget.of(http).servletName())) {
            filter.checkout().handleNamed(servletName, http, httpResponse, chain);
        } else {
            // By path: the filter itself has seen it.
            chain.doFilter(request, response);
        }
    }
}
