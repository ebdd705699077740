package org.mpp4j.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.mpp4j.gate.Admission;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Problem;
import org.mpp4j.protocol.Receipt;
import org.mpp4j.protocol.WwwAuthenticate;

/** Writes the gate's answers that aren't the resource: challenges, problems, the end of a management action, and what a client is told of its session. */
final class AnswerWriter {

    static final String VARY = "Authorization, Accept-Payment";

    static final String EXPOSE_HEADERS = "Access-Control-Expose-Headers";

    private AnswerWriter() {}

    /** Writes any admission that lets nobody in. */
    static void write(Admission admission, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (admission instanceof Admission.Replayed replayed) {
            ReplayWriter.write(replayed.answer(), request, response);
            return;
        }
        response.resetBuffer();
        if (admission instanceof Admission.Challenged challenged) {
            for (Challenge challenge : challenged.challenges()) {
                response.addHeader(WwwAuthenticate.HEADER, WwwAuthenticate.format(challenge));
            }
            problem(challenged.problem(), request, response);
        } else if (admission instanceof Admission.Undecided undecided) {
            retryAfter(undecided.retryAfter(), response);
            problem(undecided.problem(), request, response);
        } else if (admission instanceof Admission.Refused refused) {
            refused.retryAfter().ifPresent(delay -> retryAfter(delay, response));
            problem(refused.problem(), request, response);
        } else if (admission instanceof Admission.Completed completed) {
            completed(completed, request, response);
        } else if (admission instanceof Admission.Introduced introduced) {
            introduced(introduced, response);
        } else {
            throw new IllegalArgumentException("What was paid for is answered by its handler");
        }
    }

    private static void completed(
            Admission.Completed completed, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(
                completed.body().isPresent() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_NO_CONTENT);
        response.setHeader(Receipt.HEADER, completed.receipt().toHeader());
        response.setHeader("Cache-Control", "private");
        if (completed.body().isPresent()) {
            response.setContentType("application/json");
            if (!request.getMethod().equals("HEAD")) {
                body(completed.body().get().toCanonicalString(), response);
            }
        }
    }

    private static void introduced(Admission.Introduced introduced, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        introduced.fields().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", VARY);
        if (response.containsHeader(EXPOSE_HEADERS)) {
            introduced.fields().keySet().forEach(name -> response.addHeader(EXPOSE_HEADERS, name));
        }
    }

    /** In whole seconds, rounded up, at least one: a client that comes back at once only adds to the trouble. */
    private static void retryAfter(Duration delay, HttpServletResponse response) {
        long seconds = delay.plusMillis(999).toSeconds();
        response.setHeader("Retry-After", Long.toString(Math.max(1, seconds)));
    }

    static void problem(Problem problem, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(problem.status());
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", VARY);
        response.setContentType(Problem.MEDIA_TYPE);
        if (!request.getMethod().equals("HEAD")) {
            body(problem.toJson(), response);
        }
    }

    private static void body(String json, HttpServletResponse response) throws IOException {
        ServletOutputStream out;
        try {
            out = response.getOutputStream();
        } catch (IllegalStateException writerInUse) {
            // A free servlet took the writer, and then dispatched to one with a price.
            response.setContentLength(json.getBytes(Charset.forName(response.getCharacterEncoding())).length);
            response.getWriter().print(json);
            response.getWriter().flush();
            return;
        }
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(body.length);
        out.write(body);
    }
}
