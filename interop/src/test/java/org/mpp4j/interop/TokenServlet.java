package org.mpp4j.interop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import org.mpp4j.servlet.MeteredSse;

/** Streams as many tokens as are asked for, each when the one before it is on its way, and tells when they are complete. */
final class TokenServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final Duration patience;

    /** One that waits so long for a client to pay more. */
    TokenServlet(Duration patience) {
        this.patience = patience;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        int count = Integer.parseInt(request.getParameter("tokens"));
        next(
                MeteredSse.start(request, response, patience),
                IntStream.range(0, count).iterator());
    }

    private static void next(MeteredSse events, PrimitiveIterator.OfInt tokens) {
        if (!tokens.hasNext()) {
            events.end("[DONE]");
            return;
        }
        events.send("token " + tokens.nextInt()).thenAccept(isSent -> {
            if (isSent) {
                next(events, tokens);
            }
        });
    }
}
