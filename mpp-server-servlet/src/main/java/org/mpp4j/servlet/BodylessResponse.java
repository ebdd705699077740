package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** A response whose body goes nowhere: the answer to a preflight is its headers, and nothing sold may slip out in it. */
final class BodylessResponse extends HttpServletResponseWrapper {

    private final PrintWriter writer = new PrintWriter(Writer.nullWriter());

    BodylessResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public PrintWriter getWriter() {
        return writer;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new ServletOutputStream() {
            @Override
            public void write(int b) {
                // Nothing is kept of it.
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new IllegalStateException("The answer to a preflight has no body to write");
            }
        };
    }

    @Override
    public void setContentLength(int length) {
        // There is no content.
    }

    @Override
    public void setContentLengthLong(long length) {
        // There is no content.
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        super.sendError(status);
    }
}
