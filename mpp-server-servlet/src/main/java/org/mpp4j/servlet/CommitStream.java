package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Keeps what a handler writes until the buffer is full, flushed or closed, then lets the response decide about its headers
 * and passes everything on. In non-blocking mode nothing is kept: each write goes straight on, as its listener expects.
 */
final class CommitStream extends ServletOutputStream {

    private static final int FIRST_SIZE = 512;

    private final PaidResponse response;
    private final ServletOutputStream container;
    private final AnswerCopy copy;
    private byte[] buffer = new byte[0];
    private int count;
    private boolean direct;
    private boolean passedBytes;

    CommitStream(PaidResponse response, ServletOutputStream container, AnswerCopy copy) {
        this.response = response;
        this.container = container;
        this.copy = copy;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (direct) {
            response.decide();
            passedBytes = true;
            container.write(bytes, offset, length);
            return;
        }
        if (length > 0) {
            copy.handlerWrites();
        }
        if (passedBytes || count + length > response.getBufferSize()) {
            boolean first = !passedBytes;
            drain();
            response.decide();
            passedBytes = true;
            copy.write(bytes, offset, length);
            container.write(bytes, offset, length);
            if (first) {
                // The container's buffer may be larger than this one; what is decided has to be sent, too.
                container.flush();
            }
            return;
        }
        if (count + length > buffer.length) {
            int size = Math.max(Math.max(FIRST_SIZE, buffer.length * 2), count + length);
            buffer = Arrays.copyOf(buffer, Math.min(size, response.getBufferSize()));
        }
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
    }

    /** Passes on what is kept. */
    void drain() throws IOException {
        if (count > 0) {
            response.decide();
            passedBytes = true;
            int length = count;
            count = 0;
            copy.write(buffer, 0, length);
            container.write(buffer, 0, length);
        }
    }

    void discard() {
        count = 0;
    }

    boolean hasBytes() {
        return count > 0 || passedBytes;
    }

    @Override
    public void flush() throws IOException {
        if (direct) {
            response.decide();
            container.flush();
            return;
        }
        response.flushBuffer();
    }

    @Override
    public void close() throws IOException {
        drain();
        response.decide();
        copy.bodyIsOver();
        container.close();
    }

    @Override
    public boolean isReady() {
        return container.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        try {
            drain(); // while writing may still block
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        direct = true;
        copy.giveUp();
        container.setWriteListener(listener);
    }
}
