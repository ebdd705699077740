package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that waited for its payment, as if it had just come: the asynchronous dispatch that brought it back is the filter's
 * own affair, and its timeout, too.
 */
final class ResumedRequest extends HttpServletRequestWrapper {

    private final long containersTimeout;
    private boolean startedByHandler;

    /**
     * Wraps a request.
     *
     * @param containersTimeout for asynchronous handling, in milliseconds
     */
    ResumedRequest(HttpServletRequest request, long containersTimeout) {
        super(request);
        this.containersTimeout = containersTimeout;
    }

    @Override
    public DispatcherType getDispatcherType() {
        DispatcherType type = super.getDispatcherType();
        return type == DispatcherType.ASYNC && !startedByHandler ? DispatcherType.REQUEST : type;
    }

    /** With a response always: {@link PaidRequest} stands in front. */
    @Override
    public AsyncContext startAsync(ServletRequest asyncRequest, ServletResponse asyncResponse) {
        startedByHandler = true;
        AsyncContext started = super.startAsync(asyncRequest, asyncResponse);
        started.setTimeout(containersTimeout);
        return started;
    }
}
