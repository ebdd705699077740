package org.mpp4j.examples.paidapi;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.mpp4j.servlet.Paid;

/**
 * One of a few sayings: {@code GET /fortune}, for 0.01. {@link Rails} sells the same at other places for other prices, which
 * count there instead.
 */
@Paid(value = "0.01", description = "One fortune")
final class FortuneServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final List<String> FORTUNES = List.of(
            "A small payment opens a large door.",
            "What you pay for on delivery, you value on arrival.",
            "The exact amount is the right amount.");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String fortune = FORTUNES.get(ThreadLocalRandom.current().nextInt(FORTUNES.size()));
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println(fortune);
    }
}
