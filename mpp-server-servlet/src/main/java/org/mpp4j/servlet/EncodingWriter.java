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
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Encodes characters at once, keeping nothing back but half a surrogate pair. The JDK's OutputStreamWriter keeps bytes of its
 * own, which a response that is reset couldn't take back.
 */
final class EncodingWriter extends Writer {

    private final OutputStream out;
    private final Charset charset;
    private @Nullable CharsetEncoder encoder; // made when first needed, as its buffer
    private ByteBuffer bytes = ByteBuffer.allocate(0);
    private char highSurrogate;
    private boolean ended;

    EncodingWriter(OutputStream out, Charset charset) {
        this.out = out;
        this.charset = charset;
    }

    private CharsetEncoder encoder() {
        CharsetEncoder made = encoder;
        if (made == null) {
            made = charset.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
            encoder = made;
            bytes = ByteBuffer.allocate(1024);
        }
        return made;
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        if (!isWholeUtf8(text, offset, length)) {
            super.write(text, offset, length);
            return;
        }
        if (!ended) {
            byte[] encoded = text.substring(offset, offset + length).getBytes(charset);
            out.write(encoded, 0, encoded.length);
        }
    }

    /** Whether it can be encoded by itself: nothing was left over before it, and nothing is behind it. */
    private boolean isWholeUtf8(String text, int offset, int length) {
        return charset.equals(StandardCharsets.UTF_8)
                && highSurrogate == 0
                && length > 0
                && !Character.isHighSurrogate(text.charAt(offset + length - 1));
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
        CharsetEncoder used = encoder();
        CoderResult result;
        do {
            result = used.encode(text, bytes, false);
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
        if (encoder == null && highSurrogate == 0 && charset.equals(StandardCharsets.UTF_8)) {
            return; // all was encoded by itself, and UTF-8 wants nothing at the end
        }
        CharsetEncoder used = encoder();
        CharBuffer rest = highSurrogate == 0 ? CharBuffer.allocate(0) : CharBuffer.wrap(new char[] {highSurrogate});
        highSurrogate = 0;
        used.encode(rest, bytes, true);
        used.flush(bytes);
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
