package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.gate.CapturedAnswer;
import org.mpp4j.store.StoredAnswer.Header;

/**
 * Keeps what a paid handler answers, so that the same answer can be given again (draft-httpauth-payment section "Idempotency
 * and Side Effects"). What is written to it is on its way to the client.
 *
 * <p>What can't be given again as it was isn't kept: streams, answers over the limit, and whatever isn't seen to its end.
 */
final class AnswerCopy extends OutputStream {

    /** Made anew by the container for each response, or only good for one connection (RFC 9110 section 7.6.1). */
    private static final Set<String> NOT_KEPT = Set.of(
            "connection",
            "content-length",
            "date",
            "keep-alive",
            "server",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** What comes in pieces over time, and means nothing when it comes again at once. */
    private static final Set<String> STREAMS = Set.of(
            "application/json-seq",
            "application/jsonl",
            "application/stream+json",
            "application/x-ndjson",
            "multipart/x-mixed-replace",
            "text/event-stream");

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    private final int limit;
    private final HttpServletResponse outer;
    private final @Nullable AnswerHeaders before;
    private @Nullable ByteArrayOutputStream body;
    private long announcedLength = -1;
    private boolean flushed;
    private boolean handlerIsDone;
    private boolean bodyIsOver;
    private boolean withoutBody;
    private boolean localeIsSet;

    /**
     * Begins before the handler runs.
     *
     * @param limit how many bytes of a body are kept at most; with 0 nothing is
     * @param outer where headers go
     */
    AnswerCopy(int limit, HttpServletResponse outer) {
        this.limit = limit;
        this.outer = outer;
        this.before = limit > 0 ? AnswerHeaders.of(outer) : null;
        this.body = limit > 0 ? new ByteArrayOutputStream(0) : null;
    }

    /** Nothing is kept of this answer. */
    void giveUp() {
        body = null;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (body == null || bodyIsOver) {
            return;
        }
        if (length > limit - body.size()) {
            giveUp();
        } else {
            body.write(bytes, offset, length);
        }
    }

    /** The handler writes. Who goes on after a flush sends a stream. */
    void handlerWrites() {
        if (flushed && !handlerIsDone && !bodyIsOver) {
            giveUp();
        }
    }

    void handlerFlushes() {
        flushed = true;
    }

    /** What is written from here on only ends what the handler wrote. */
    void handlerIsDone() {
        handlerIsDone = true;
    }

    /** What is written from here on is ignored by the container. */
    void bodyIsOver() {
        bodyIsOver = true;
    }

    /** The handler leaves the rest to the container: an error page, a redirect. */
    void containerAnswers() {
        withoutBody = true;
        bodyIsOver = true;
    }

    /** The handler takes back what it wrote. What went on already can't be told from what will come. */
    void startsAgain() {
        if (body != null && body.size() > 0) {
            giveUp();
        }
    }

    void lengthIs(long length) {
        announcedLength = length;
    }

    void localeIsSet() {
        localeIsSet = true;
    }

    /**
     * The answer, complete.
     *
     * @param isHead if the container throws away the body
     * @return empty if it can't be given again as it was
     */
    Optional<CapturedAnswer> answer(int status, boolean isHead) {
        try {
            return body == null || before == null
                    ? Optional.empty()
                    : answer(status, isHead, before, body.toByteArray());
        } catch (RuntimeException untold) {
            // That an answer can't be given again must not keep the gate from hearing that it was given.
            LOG.log(Level.WARNING, "An answer isn't kept because its response doesn't tell what is in it", untold);
            return Optional.empty();
        }
    }

    private Optional<CapturedAnswer> answer(int status, boolean isHead, AnswerHeaders start, byte[] content) {
        boolean isGiven = status >= (withoutBody ? 300 : 200) && status < 500;
        boolean isWhole = announcedLength < 0 || announcedLength == content.length || isHead || withoutBody;
        if (!isGiven || !isWhole || isStream() || outer.getTrailerFields() != null) {
            return Optional.empty();
        }
        List<Header> headers = new ArrayList<>(AnswerHeaders.of(outer).without(start, NOT_KEPT));
        String contentType = outer.getContentType();
        if (contentType != null && !withoutBody && !contentType.equals(start.contentType())) {
            headers.add(new Header("Content-Type", contentType));
        }
        if (localeIsSet && !outer.containsHeader("Content-Language")) {
            // Tomcat tells of it only when the response is committed.
            headers.add(new Header("Content-Language", outer.getLocale().toLanguageTag()));
        }
        return Optional.of(new CapturedAnswer(status, headers, withoutBody ? new byte[0] : content));
    }

    private boolean isStream() {
        String type = outer.getContentType();
        return type != null && STREAMS.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }
}
