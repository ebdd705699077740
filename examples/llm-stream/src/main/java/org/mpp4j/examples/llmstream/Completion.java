package org.mpp4j.examples.llmstream;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Iterator;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.mpp4j.servlet.MeteredSse;
import org.mpp4j.servlet.Paid;

/**
 * What is sold: a stream of tokens at a price for each. It answers asynchronously, so that a stream that waits, for the model
 * or for its client to pay, holds no thread.
 */
@Paid(amount = "0.0001", unit = "token", suggestedDeposit = "0.002", description = "A completion, token by token")
public final class Completion extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient LanguageModel model;
    private final transient ScheduledExecutorService clock;
    private final long millisPerToken;

    Completion(LanguageModel model, ScheduledExecutorService clock, long millisPerToken) {
        this.model = model;
        this.clock = clock;
        this.millisPerToken = millisPerToken;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String prompt = request.getParameter("prompt");
        Iterator<String> tokens = model.complete(prompt == null ? "" : prompt).iterator();
        next(MeteredSse.start(request, response), tokens);
    }

    /** The next token is made when the last one is paid for and on its way. */
    private void next(MeteredSse events, Iterator<String> tokens) {
        if (!tokens.hasNext()) {
            events.end();
            return;
        }
        events.send(tokens.next()).thenAccept(isSent -> {
            if (isSent) {
                afterAWhile(events, tokens);
            }
        });
    }

    private void afterAWhile(MeteredSse events, Iterator<String> tokens) {
        Future<?> unused = clock.schedule(() -> next(events, tokens), millisPerToken, TimeUnit.MILLISECONDS);
    }
}
