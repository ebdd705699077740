package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;

/** How a filter deals with requests, whatever they cost. */
record FilterSettings(TransportSecurity transport, long bodyLimit, int bodyInMemory, boolean exposeHeaders) {

    ServletExchange exchange(HttpServletRequest request) {
        return new ServletExchange(request, bodyLimit, bodyInMemory);
    }
}
