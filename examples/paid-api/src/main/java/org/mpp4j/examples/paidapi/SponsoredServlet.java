package org.mpp4j.examples.paidapi;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** {@code GET /sponsored}: a saying for 0.01, whose network fees this server pays. Its price is set where that account is known. */
final class SponsoredServlet extends HttpServlet {

    static final String PRICE = "0.01";

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().println("Whoever is sponsored needs no second token.");
    }
}
