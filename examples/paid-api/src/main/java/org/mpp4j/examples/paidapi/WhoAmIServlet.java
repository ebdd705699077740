package org.mpp4j.examples.paidapi;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.mpp4j.servlet.Paid;
import org.mpp4j.servlet.Payment;

/** {@code GET /whoami}: costs nothing but a proof of who asks, and answers that address. */
@Paid(value = "0", description = "Proof of address")
final class WhoAmIServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String payer = Payment.from(request).payer().orElseThrow();
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println(payer.substring(payer.lastIndexOf(':') + 1));
    }
}
