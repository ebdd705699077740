package org.mpp4j.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Completes the paid response before the container completes its own, whoever says so, from whatever thread. */
final class PaidAsyncContext implements AsyncContext {

    private final AsyncContext container;
    private final PaidResponse response;

    PaidAsyncContext(AsyncContext container, PaidResponse response) {
        this.container = container;
        this.response = response;
        container.addListener(new EndListener());
    }

    @Override
    public void complete() {
        try {
            response.finish();
        } finally {
            container.complete();
        }
    }

    @Override
    public void dispatch() {
        container.dispatch();
    }

    @Override
    public void dispatch(String path) {
        container.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        container.dispatch(context, path);
    }

    @Override
    public void addListener(AsyncListener listener) {
        container.addListener(new Listener(listener));
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse asyncResponse) {
        container.addListener(new Listener(listener), request, asyncResponse);
    }

    /** Hears of the end that nobody told us: a timeout or an error that the application has no listener for. */
    private final class EndListener implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            response.containerCompleted();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // The application's own listeners may still answer.
        }

        @Override
        public void onError(AsyncEvent event) {
            // As above.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // That one has a context, and so a listener, of its own.
        }
    }

    /** So that {@code event.getAsyncContext().complete()} comes by here as well. */
    private final class Listener implements AsyncListener {

        private final AsyncListener listener;

        Listener(AsyncListener listener) {
            this.listener = listener;
        }

        private AsyncEvent ours(AsyncEvent event) {
            return new AsyncEvent(
                    PaidAsyncContext.this,
                    event.getSuppliedRequest(),
                    event.getSuppliedResponse(),
                    event.getThrowable());
        }

        @Override
        public void onComplete(AsyncEvent event) throws IOException {
            listener.onComplete(ours(event));
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            listener.onTimeout(ours(event));
        }

        @Override
        public void onError(AsyncEvent event) throws IOException {
            listener.onError(ours(event));
        }

        @Override
        public void onStartAsync(AsyncEvent event) throws IOException {
            listener.onStartAsync(ours(event));
        }
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return container.createListener(type);
    }

    @Override
    public void start(Runnable task) {
        container.start(task);
    }

    @Override
    public ServletRequest getRequest() {
        return container.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return container.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return container.hasOriginalRequestAndResponse();
    }

    @Override
    public void setTimeout(long milliseconds) {
        container.setTimeout(milliseconds);
    }

    @Override
    public long getTimeout() {
        return container.getTimeout();
    }
}
