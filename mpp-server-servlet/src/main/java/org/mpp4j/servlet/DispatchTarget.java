package org.mpp4j.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request is being dispatched to: the servlet that the container chose, and the path as the container decoded and
 * normalized it. Prices are looked up by this and never by the raw URI, which can be written in many ways.
 *
 * @param servletName or null if the container doesn't tell
 * @param path decoded, without context path and path parameters, or null if the dispatch has none
 */
record DispatchTarget(
        @Nullable String servletName, @Nullable String path) {

    static DispatchTarget of(HttpServletRequest request) {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return included(request);
        }
        HttpServletMapping mapping = request.getHttpServletMapping();
        return new DispatchTarget(name(mapping), path(request.getServletPath(), request.getPathInfo()));
    }

    /** An included servlet sees the request of the one that includes it; only these attributes tell where it goes. */
    private static DispatchTarget included(HttpServletRequest request) {
        Object mapping = request.getAttribute(RequestDispatcher.INCLUDE_MAPPING);
        return new DispatchTarget(
                mapping instanceof HttpServletMapping target ? name(target) : null,
                path((String) request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH), (String)
                        request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO)));
    }

    private static @Nullable String name(@Nullable HttpServletMapping mapping) {
        return mapping == null ? null : mapping.getServletName();
    }

    private static @Nullable String path(@Nullable String servletPath, @Nullable String pathInfo) {
        if (servletPath == null) {
            return pathInfo;
        }
        return pathInfo == null ? servletPath : servletPath + pathInfo;
    }
}
