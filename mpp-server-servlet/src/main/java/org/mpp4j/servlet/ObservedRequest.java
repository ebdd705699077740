package org.mpp4j.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.security.Principal;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that remembers what a price function read of it, so that a quote is honored only for a request that would have
 * been quoted the same. Method, path and query always count; the body is bound by its own digest.
 */
final class ObservedRequest extends HttpServletRequestWrapper {

    private final Map<String, String> read = new TreeMap<>();
    private final boolean bodyIsBound;

    ObservedRequest(HttpServletRequest request, boolean bodyIsBound) {
        super(request);
        this.bodyIsBound = bodyIsBound;
        note("method", request.getMethod());
        note("target", request.getRequestURI() + "?" + request.getQueryString());
    }

    /** Stands for everything that was read so far. */
    String fingerprint() {
        StringBuilder text = new StringBuilder();
        read.forEach((what, value) -> text.append(what.length())
                .append(':')
                .append(what)
                .append(value.length())
                .append(':')
                .append(value));
        return text.toString();
    }

    private <T> T note(String what, T value) {
        read.put(what, String.valueOf(value));
        return value;
    }

    private void noteHeader(String name) {
        read.put(
                "header " + name.toLowerCase(java.util.Locale.ROOT),
                String.join("\n", Collections.list(super.getHeaders(name))));
    }

    private void requireBoundBody() {
        if (!bodyIsBound) {
            throw new IllegalStateException(
                    "This tariff doesn't bind the body of the request, so its price can't depend on"
                            + " the body; take withoutBodyDigest() away, or don't read the body");
        }
    }

    @Override
    public @Nullable String getHeader(String name) {
        noteHeader(name);
        return super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        noteHeader(name);
        return super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Collections.list(super.getHeaderNames()).forEach(this::noteHeader);
        return super.getHeaderNames();
    }

    @Override
    public int getIntHeader(String name) {
        noteHeader(name);
        return super.getIntHeader(name);
    }

    @Override
    public long getDateHeader(String name) {
        noteHeader(name);
        return super.getDateHeader(name);
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        noteHeader("Cookie");
        return super.getCookies();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        Object value = super.getAttribute(name);
        note("attribute " + name, String.valueOf(value));
        return value;
    }

    @Override
    public @Nullable String getRemoteUser() {
        return note("remote user", super.getRemoteUser());
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        Principal principal = super.getUserPrincipal();
        note("principal", principal == null ? "" : Objects.toString(principal.getName()));
        return principal;
    }

    @Override
    public boolean isUserInRole(String role) {
        return note("role " + role, super.isUserInRole(role));
    }

    @Override
    public String getRemoteAddr() {
        return note("remote address", super.getRemoteAddr());
    }

    @Override
    public String getRemoteHost() {
        return note("remote host", super.getRemoteHost());
    }

    @Override
    public int getRemotePort() {
        return note("remote port", super.getRemotePort());
    }

    @Override
    public String getServerName() {
        return note("server name", super.getServerName());
    }

    @Override
    public int getServerPort() {
        return note("server port", super.getServerPort());
    }

    @Override
    public String getScheme() {
        return note("scheme", super.getScheme());
    }

    @Override
    public boolean isSecure() {
        return note("secure", super.isSecure());
    }

    @Override
    public @Nullable String getRequestedSessionId() {
        return note("session", super.getRequestedSessionId());
    }

    @Override
    public StringBuffer getRequestURL() {
        return note("url", super.getRequestURL());
    }

    @Override
    public String getContentType() {
        noteHeader("Content-Type");
        return super.getContentType();
    }

    @Override
    public java.util.Locale getLocale() {
        noteHeader("Accept-Language");
        return super.getLocale();
    }

    @Override
    public Enumeration<java.util.Locale> getLocales() {
        noteHeader("Accept-Language");
        return super.getLocales();
    }

    @Override
    public @Nullable HttpSession getSession() {
        note("session", super.getRequestedSessionId());
        return super.getSession();
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        note("session", super.getRequestedSessionId());
        return super.getSession(create);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        requireBoundBody();
        return super.getInputStream();
    }

    @Override
    public BufferedReader getReader() throws IOException {
        requireBoundBody();
        return super.getReader();
    }

    @Override
    public Collection<Part> getParts() throws IOException, jakarta.servlet.ServletException {
        requireBoundBody();
        return super.getParts();
    }

    @Override
    public Part getPart(String name) throws IOException, jakarta.servlet.ServletException {
        requireBoundBody();
        return super.getPart(name);
    }

    @Override
    public @Nullable String getParameter(String name) {
        requireBoundBodyForForm();
        return super.getParameter(name);
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        requireBoundBodyForForm();
        return super.getParameterValues(name);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        requireBoundBodyForForm();
        return super.getParameterMap();
    }

    @Override
    public Enumeration<String> getParameterNames() {
        requireBoundBodyForForm();
        return super.getParameterNames();
    }

    /** Parameters come from the query, which is always bound, and from forms, which are in the body. */
    private void requireBoundBodyForForm() {
        String type = super.getContentType();
        if (type != null && (type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/"))) {
            requireBoundBody();
        }
    }

    /** What is read of the request behind this one can't be seen, so nothing like it is ever quoted the same. */
    @Override
    public ServletRequest getRequest() {
        note("unwrapped", System.nanoTime());
        return super.getRequest();
    }
}
