package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.Admission;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.protocol.Receipt;

/**
 * The response behind which a paid handler runs. It decides about the receipt at the last moment, just before the response is
 * committed, when its status is final: a success carries it, an error never does (draft-httpauth-payment section
 * "Payment-Receipt Header").
 *
 * <p>To know that moment it keeps a buffer of its own in front of the container's, so nothing reaches the container before
 * the headers are complete, whichever way the handler writes, flushes, resets or fails.
 */
final class PaidResponse extends HttpServletResponseWrapper {

    /** Is told the final status and the answer if it can be given again, once. */
    interface End {
        void reached(int status, Optional<CapturedAnswer> answer);
    }

    private final HttpServletResponse outer;
    private final Sale sale;
    private final Refusal refusal;
    private final int leastBuffer;
    private final AnswerCopy copy;
    private final boolean isHead;
    private final End onEnd;
    private int bufferSize;
    private boolean decided;
    private boolean refused;
    private boolean ended;
    private @Nullable CommitStream stream;
    private @Nullable PrintWriter writer;
    private @Nullable EncodingWriter encoder;
    private @Nullable String writerCharset;

    /**
     * Wraps a response.
     *
     * @param outer where headers go: the same response, or the one it is included in
     * @param sale that it is the answer to; if it isn't paid for yet, that is done when this decides
     * @param refusal what is sent if it can't be
     * @param holdLimit how much is kept back until it is paid for, in bytes
     * @param copy of what goes to the client
     * @param isHead if the container throws away the body
     * @param onEnd is told when nothing more will come
     */
    PaidResponse(
            HttpServletResponse response,
            HttpServletResponse outer,
            Sale sale,
            Refusal refusal,
            int holdLimit,
            AnswerCopy copy,
            boolean isHead,
            End onEnd) {
        super(response);
        this.outer = outer;
        this.sale = sale;
        this.refusal = refusal;
        this.leastBuffer = Math.max(sale.isOpen() ? holdLimit : response.getBufferSize(), 512);
        this.copy = copy;
        this.isHead = isHead;
        this.onEnd = onEnd;
        this.bufferSize = leastBuffer;
    }

    /**
     * Completes the headers, now or never, and takes the money for a success if that is still to be done. Called before the
     * first byte goes to the container.
     *
     * @throws Refusal.NotPaidException if nothing of the answer may be sent
     */
    void decide() throws IOException {
        if (refused) {
            throw new Refusal.NotPaidException();
        }
        if (decided) {
            return;
        }
        decided = true;
        int status = getStatus();
        if (isSuccess(status)) {
            Admission decision = sale.settle();
            if (!Sale.isPaid(decision)) {
                refuse(decision);
                throw new Refusal.NotPaidException();
            }
            outer.setHeader(Receipt.HEADER, sale.payment().receipt().toHeader());
        }
        if (status < 400) {
            outer.setHeader("Cache-Control", CacheControl.privately(outer.getHeaders("Cache-Control")));
            outer.addHeader("Vary", AnswerWriter.VARY);
        }
    }

    /** Whether the handler has succeeded, all of its answer is here, and only the money is to be taken. */
    boolean awaitsSettlement() {
        return !decided && !ended && sale.isOpen() && isSuccess(getStatus());
    }

    /** Takes the money, and sends nothing. */
    Admission settle() {
        return sale.settle();
    }

    /** Sends another answer in place of the handler's. */
    void refuse(Admission decision) throws IOException {
        refused = true;
        copy.giveUp();
        discardBuffer();
        refusal.send(decision);
    }

    /** Nobody waits for the answer. */
    void lose() {
        refused = true;
        copy.giveUp();
        discardBuffer();
        end(0);
    }

    /** Whether the client got another answer than the handler's, because that wasn't paid for. */
    boolean isRefused() {
        return refused;
    }

    private static boolean isSuccess(int status) {
        return status >= 200 && status < 300;
    }

    /** The handler is done: what is still here goes to the container. */
    void finish() {
        if (ended) {
            return;
        }
        try {
            decide();
            copy.handlerIsDone();
            if (encoder != null) {
                encoder.end();
            }
            if (stream != null) {
                stream.drain();
            }
        } catch (Refusal.NotPaidException refusedNow) {
            discardBuffer(); // what is sent in place of it is out
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } finally {
            end(getStatus());
        }
    }

    /** The handler failed: nothing that is still here was ever said. */
    void abandon() {
        copy.giveUp();
        boolean receiptIsSet = decided;
        decided = true;
        discardBuffer();
        if (receiptIsSet && !super.isCommitted()) {
            outer.reset(); // an error takes no receipt along
        }
        end(super.isCommitted() ? getStatus() : SC_INTERNAL_SERVER_ERROR);
    }

    /** The container is done with the request, whoever answered it. */
    void containerCompleted() {
        copy.giveUp();
        end(getStatus());
    }

    private void end(int status) {
        if (!ended) {
            ended = true;
            onEnd.reached(status, copy.answer(status, isHead));
        }
    }

    private void discardBuffer() {
        if (stream != null) {
            stream.discard();
        }
    }

    private void requireUncommitted() {
        if (isCommitted()) {
            throw new IllegalStateException("The response is committed");
        }
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (writer != null) {
            throw new IllegalStateException("getWriter() was called on this response");
        }
        return stream();
    }

    private CommitStream stream() throws IOException {
        if (stream == null) {
            stream = new CommitStream(this, super.getOutputStream(), copy);
        }
        return stream;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        if (writer == null) {
            if (stream != null) {
                throw new IllegalStateException("getOutputStream() was called on this response");
            }
            // As the container's own getWriter() does: from here on the charset is said and can't change.
            writerCharset = getCharacterEncoding();
            super.setCharacterEncoding(writerCharset);
            writer = newWriter(writerCharset);
        }
        return writer;
    }

    private PrintWriter newWriter(String charset) throws IOException {
        try {
            encoder = new EncodingWriter(stream(), Charset.forName(charset));
            return new PrintWriter(encoder);
        } catch (IllegalStateException writerInUse) {
            return new PrintWriter(new DecidingWriter(this, super.getWriter(), copy, Charset.forName(charset)));
        }
    }

    @Override
    public void setCharacterEncoding(String charset) {
        if (writerCharset == null) {
            super.setCharacterEncoding(charset);
        }
    }

    @Override
    public void setContentType(String type) {
        super.setContentType(type);
        keepWriterCharset();
    }

    @Override
    public void setLocale(Locale locale) {
        super.setLocale(locale);
        copy.localeIsSet();
        keepWriterCharset();
    }

    private void keepWriterCharset() {
        if (writerCharset != null && !isCommitted()) {
            super.setCharacterEncoding(Objects.requireNonNull(writerCharset));
        }
    }

    @Override
    public void setContentLength(int length) {
        super.setContentLength(length);
        copy.lengthIs(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        super.setContentLengthLong(length);
        copy.lengthIs(length);
    }

    @Override
    public void flushBuffer() throws IOException {
        decide();
        copy.handlerFlushes();
        if (stream != null) {
            stream.drain();
        }
        super.flushBuffer();
    }

    @Override
    public void reset() {
        requireUncommitted();
        discardBuffer();
        super.reset();
        copy.startsAgain();
        copy.lengthIs(-1);
        stream = null;
        writer = null;
        encoder = null;
        writerCharset = null;
    }

    @Override
    public void resetBuffer() {
        requireUncommitted();
        discardBuffer();
        super.resetBuffer();
        copy.startsAgain();
    }

    @Override
    public int getBufferSize() {
        return bufferSize;
    }

    @Override
    public void setBufferSize(int size) {
        if (stream != null && stream.hasBytes()) {
            throw new IllegalStateException("Something was written to this response already");
        }
        super.setBufferSize(size);
        bufferSize = Math.max(super.getBufferSize(), sale.isOpen() ? leastBuffer : 512);
    }

    /** What goes straight to the container, or was included, may be decided about before it is committed. */
    @Override
    public void setStatus(int status) {
        if (decided && isSuccess(status) && sale.isOpen()) {
            return; // what was decided about as a failure, for nothing, doesn't become a success
        }
        super.setStatus(status);
        if (decided && !isSuccess(status) && !outer.isCommitted() && outer.containsHeader(Receipt.HEADER)) {
            outer.setHeader(Receipt.HEADER, null);
            if (outer.containsHeader(Receipt.HEADER)) {
                outer.setHeader(Receipt.HEADER, ""); // before Servlet 6.1, Tomcat takes no header off
            }
        }
    }

    @Override
    public void sendError(int status) throws IOException {
        beforeError();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        beforeError();
        super.sendError(status, message);
    }

    private void beforeError() {
        requireUncommitted();
        decided = true;
        discardBuffer();
        copy.containerAnswers();
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        requireUncommitted();
        discardBuffer();
        setStatus(SC_FOUND);
        decide();
        copy.containerAnswers();
        super.sendRedirect(location);
    }

    /**
     * As Servlet 6.1 has it, which this is compiled without: a container that has it would answer past this response.
     *
     * @param status from 300 to 399, or whatever the handler thinks a redirect is
     */
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        requireUncommitted();
        if (clearBuffer) {
            resetBuffer();
        }
        setStatus(status);
        setHeader("Location", location);
        flushBuffer();
        copy.bodyIsOver();
    }
}
