package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;

/**
 * Stands in front of one servlet and charges for dispatches to it by name. Jetty takes such a dispatch past every filter that
 * is mapped to paths, and in every container the request still tells of the servlet that it comes from.
 */
final class NamedDispatchGuard implements Filter {

    private final String filterName;
    private final String servletName;

    private NamedDispatchGuard(String filterName, String servletName) {
        this.filterName = filterName;
        this.servletName = servletName;
    }

    /** Puts a guard of a payment filter in front of a servlet, unless there is one. */
    static void add(ServletContext context, String filterName, String servletName) {
        FilterRegistration.Dynamic guard =
                context.addFilter(filterName + ":" + servletName, new NamedDispatchGuard(filterName, servletName));
        if (guard != null) {
            guard.setAsyncSupported(true);
            guard.addMappingForServletNames(
                    EnumSet.of(DispatcherType.FORWARD, DispatcherType.INCLUDE), false, servletName);
        }
    }

    /** Tells the guards of a payment filter how to charge. */
    static void activate(ServletContext context, String filterName, Checkout checkout) {
        context.setAttribute(attribute(filterName), checkout);
    }

    private static String attribute(String filterName) {
        return NamedDispatchGuard.class.getName() + ":" + filterName;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse httpResponse
                && !servletName.equals(DispatchTarget.of(http).servletName())) {
            if (!(http.getServletContext().getAttribute(attribute(filterName)) instanceof Checkout checkout)) {
                throw new IllegalStateException("The payment filter \"" + filterName + "\" was not initialized");
            }
            checkout.handleNamed(servletName, http, httpResponse, chain);
        } else {
            // By path: the filter itself has seen it.
            chain.doFilter(request, response);
        }
    }
}
