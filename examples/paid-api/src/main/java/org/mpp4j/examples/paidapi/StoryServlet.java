package org.mpp4j.examples.paidapi;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.mpp4j.servlet.MeteredSse;

/** Tells a story, token by token, of which each costs one unit of the client's session: {@code GET /ln/stream}. */
final class StoryServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final List<String> STORY = List.of(
                    "Once upon a time a satoshi met another, and they went down a channel together; when they came to its end they were"
                            + " counted, one by one, and what was left went home.",
                    "Then it began again, as stories do that are paid for by the word.")
            .stream()
            .flatMap(text -> Stream.of(text.split(" ")))
            .toList();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        next(MeteredSse.start(request, response), STORY.iterator());
    }

    /** The next token when the last is on its way, so that nothing piles up for a client that is slow or out of money. */
    private static void next(MeteredSse events, Iterator<String> tokens) {
        if (!tokens.hasNext()) {
            events.end("[DONE]");
            return;
        }
        events.send(tokens.next()).thenAccept(isSent -> {
            if (isSent) {
                next(events, tokens);
            }
        });
    }
}
