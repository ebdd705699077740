package org.mpp4j.examples.quickstart;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mpp4j.servlet.Paid;
import org.mpp4j.servlet.Payment;

/** What is sold: an ordinary servlet with a price. */
@Paid(value = "0.01", description = "One fortune")
public final class Fortune extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String payer = Payment.from(request).payer().orElse("somebody");
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println("Fortune favors the brave, and those who pay. Paid by " + payer);
    }
}
