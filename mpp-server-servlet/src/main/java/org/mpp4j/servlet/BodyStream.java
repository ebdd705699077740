package org.mpp4j.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A buffered body as a servlet's input stream. Everything is there already, so a listener is told once and then at the end. */
final class BodyStream extends ServletInputStream {

    private final InputStream body;
    private final Executor container;
    private boolean finished;
    private @Nullable ReadListener listener;

    BodyStream(InputStream body, Executor container) {
        this.body = body;
        this.container = container;
    }

    @Override
    public int read() throws IOException {
        return ended(body.read());
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return ended(body.read(bytes, offset, length));
    }

    private int ended(int result) {
        finished |= result == -1;
        return result;
    }

    @Override
    public int available() throws IOException {
        return body.available();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener newListener) {
        if (listener != null) {
            throw new IllegalStateException("A ReadListener is set already");
        }
        listener = Objects.requireNonNull(newListener, "listener");
        // As a container does, only when the handler that sets it is on its way out.
        container.execute(() -> tell(newListener));
    }

    private void tell(ReadListener newListener) {
        try {
            newListener.onDataAvailable();
            if (!finished && body.read() == -1) {
                finished = true;
            }
            if (finished) {
                newListener.onAllDataRead();
            }
        } catch (IOException | RuntimeException failed) {
            newListener.onError(failed);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
