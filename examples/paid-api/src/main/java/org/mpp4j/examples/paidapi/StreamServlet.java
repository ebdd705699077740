package org.mpp4j.examples.paidapi;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mpp4j.servlet.MeteredSse;

/** So many tokens as events, one unit each: {@code GET /stream?tokens=20}. */
final class StreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String MANY = "20";
    private static final int MOST = 100_000;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String asked = request.getParameter("tokens");
        int tokens;
        try {
            tokens = Integer.parseInt(asked == null ? MANY : asked);
        } catch (NumberFormatException notANumber) {
            tokens = 0;
        }
        if (tokens < 1 || tokens > MOST) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST, "tokens is a number from 1 to " + MOST);
            return;
        }
        send(MeteredSse.start(request, response), 0, tokens);
    }

    /** The next one when the last is paid for and on its way. Those that are at once are sent in a loop. */
    private static void send(MeteredSse events, int first, int end) {
        for (int i = first; i < end; i++) {
            var sent = events.send("token " + i).toCompletableFuture();
            if (!sent.isDone()) {
                int next = i + 1;
                var unused = sent.thenAccept(isSent -> {
                    if (isSent) {
                        send(events, next, end);
                    }
                });
                return;
            }
            if (!sent.join()) {
                return;
            }
        }
        events.end();
    }
}
