package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.mpp4j.store.StoredAnswer;

/** Gives an answer that was paid for again, as its handler gave it (draft-httpauth-payment, "Idempotency and Side Effects"). */
final class ReplayWriter {

    /** Tells a client that nothing was done this time. */
    static final String HEADER = "Idempotent-Replayed";

    private ReplayWriter() {}

    /**
     * Writes an answer.
     *
     * @param response the outer one, if it is included in another
     */
    static void write(StoredAnswer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        boolean included = OuterResponse.isIncluded(request);
        if (!included) {
            response.resetBuffer();
        }
        response.setStatus(answer.status());
        AnswerHeaders.write(answer.headers(), response);
        AnswerHeaders.add("Vary", AnswerWriter.VARY, response);
        response.setHeader(HEADER, "true");
        byte[] body = answer.body();
        boolean isHead = request.getMethod().equals("HEAD");
        if (!included && mayTellLength(answer.status(), body.length, isHead)) {
            response.setContentLength(body.length);
        }
        if (!isHead && body.length > 0) {
            write(body, response);
        }
    }

    /** RFC 9110 section 8.6. How long the answer to a GET would be isn't known if the handler of HEAD wrote nothing. */
    private static boolean mayTellLength(int status, int length, boolean isHead) {
        return status != HttpServletResponse.SC_NO_CONTENT
                && status != HttpServletResponse.SC_NOT_MODIFIED
                && !(isHead && length == 0);
    }

    private static void write(byte[] body, HttpServletResponse response) throws IOException {
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException writerInUse) {
            // A free servlet took the writer, and then dispatched to the one that was paid for.
            PrintWriter writer = response.getWriter();
            writer.print(new String(body, Charset.forName(response.getCharacterEncoding())));
            writer.flush();
            return;
        }
        out.write(body);
    }
}
