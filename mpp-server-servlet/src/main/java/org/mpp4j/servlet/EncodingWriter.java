package org.mpp4j.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Encodes characters at once, keeping nothing back but half a surrogate pair. The JDK's OutputStreamWriter keeps bytes of its
 * own, which a response that is reset couldn't take back.
 */
final class EncodingWriter extends Writer {

    private final OutputStream out;
    private final CharsetEncoder encoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(1024);
    private char highSurrogate;
    private boolean ended;

    EncodingWriter(OutputStream out, Charset charset) {
        this.out = out;
        this.encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        if (length == 0 || ended) {
            return; // as containers ignore what is written after the end
        }
        CharBuffer text;
        if (highSurrogate == 0) {
            text = CharBuffer.wrap(chars, offset, length);
        } else {
            text = CharBuffer.allocate(length + 1)
                    .put(highSurrogate)
                    .put(chars, offset, length)
                    .flip();
            highSurrogate = 0;
        }
        CoderResult result;
        do {
            result = encoder.encode(text, bytes, false);
            bytes.flip();
            out.write(bytes.array(), 0, bytes.limit());
            bytes.clear();
        } while (result.isOverflow());
        if (text.hasRemaining()) {
            highSurrogate = text.get();
        }
    }

    /** Writes what the charset wants at the end of a text, once. */
    void end() throws IOException {
        if (ended) {
            return;
        }
        ended = true;
        CharBuffer rest = highSurrogate == 0 ? CharBuffer.allocate(0) : CharBuffer.wrap(new char[] {highSurrogate});
        highSurrogate = 0;
        encoder.encode(rest, bytes, true);
        encoder.flush(bytes);
        bytes.flip();
        out.write(bytes.array(), 0, bytes.limit());
        bytes.clear();
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        end();
        out.close();
    }
}
