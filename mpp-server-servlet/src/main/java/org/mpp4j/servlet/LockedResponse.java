package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * A response that nobody can write to before the filter unlocks it. With it a request waits for its payment: if the filter
 * isn't mapped to asynchronous dispatches the container goes past it to the servlet, which must not answer then.
 */
final class LockedResponse extends HttpServletResponseWrapper {

    private volatile boolean unlocked;

    LockedResponse(HttpServletResponse response) {
        super(response);
    }

    void unlock() {
        unlocked = true;
    }

    private void requireUnlocked() {
        if (!unlocked) {
            throw new IllegalStateException(
                    "An asynchronous dispatch went past the payment filter, so its servlet may not"
                            + " answer; map the filter to all kinds of dispatch, ASYNC among them, or take settleOn away");
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        requireUnlocked();
        return super.getOutputStream();
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        requireUnlocked();
        return super.getWriter();
    }

    @Override
    public void flushBuffer() throws IOException {
        requireUnlocked();
        super.flushBuffer();
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        requireUnlocked();
        super.sendRedirect(location);
    }
}
