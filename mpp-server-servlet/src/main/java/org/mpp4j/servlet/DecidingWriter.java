package org.mpp4j.servlet;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;

/** The writer of a free servlet that took it, and then dispatched to the paid one: it goes on where that one is. */
final class DecidingWriter extends FilterWriter {

    private final PaidResponse response;
    private final AnswerCopy copy;
    private final Writer copyWriter;

    DecidingWriter(PaidResponse response, Writer container, AnswerCopy copy, Charset charset) {
        super(container);
        this.response = response;
        this.copy = copy;
        this.copyWriter = new EncodingWriter(copy, charset);
    }

    @Override
    public void write(int character) throws IOException {
        write(new char[] {(char) character}, 0, 1);
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        response.decide();
        if (length > 0) {
            copy.handlerWrites();
        }
        copyWriter.write(characters, offset, length);
        super.write(characters, offset, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        write(text.substring(offset, offset + length).toCharArray(), 0, length);
    }

    @Override
    public void flush() throws IOException {
        response.flushBuffer();
    }
}
