package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a request came over a protected connection (draft-httpauth-payment section "Transport Security"): over TLS, from
 * this same machine, or through a proxy that is trusted to say so.
 */
final class TransportSecurity {

    /** How much is asked for. */
    enum Policy {
        /** TLS to this server, or loopback. */
        TLS,
        /** As {@link #TLS}, or a forwarded header that says https, set by a proxy that no request gets around. */
        TLS_OR_TRUSTED_PROXY,
        /** Nothing. */
        ANYTHING
    }

    private static final Pattern FORWARDED_PROTO =
            Pattern.compile("(?:^|;)\\s*proto=\"?([a-z]+)\"?\\s*(?:$|;)", Pattern.CASE_INSENSITIVE);

    private final Policy policy;

    TransportSecurity(Policy policy) {
        this.policy = policy;
    }

    /** Whether only this machine and TLS to this server will do. */
    boolean isStrict() {
        return policy == Policy.TLS;
    }

    boolean accepts(HttpServletRequest request) {
        if (policy == Policy.ANYTHING || request.isSecure()) {
            return true;
        }
        List<String> forwarded = policy == Policy.TLS_OR_TRUSTED_PROXY ? forwardedProtos(request) : List.of();
        return forwarded.isEmpty()
                ? isLoopback(request.getRemoteAddr())
                : forwarded.stream().allMatch("https"::equalsIgnoreCase);
    }

    /**
     * What the proxy says, in either header. Which of the two it sets isn't known, and the other one may be the client's
     * own, so both have to say it. Of several proxies the last one, nearest to this server, is the trusted one.
     */
    private static List<String> forwardedProtos(HttpServletRequest request) {
        List<String> protos = new ArrayList<>();
        String proto = last(request.getHeaders("X-Forwarded-Proto"));
        if (!proto.isEmpty()) {
            protos.add(proto);
        }
        Matcher forwarded = FORWARDED_PROTO.matcher(last(request.getHeaders("Forwarded")));
        if (forwarded.find()) {
            protos.add(forwarded.group(1));
        }
        return protos;
    }

    private static String last(Enumeration<String> values) {
        String last = "";
        while (values.hasMoreElements()) {
            last = values.nextElement();
        }
        return last.substring(last.lastIndexOf(',') + 1).strip();
    }

    static boolean isLoopback(String address) {
        return address.startsWith("127.")
                || address.equals("::1")
                || address.equals("[::1]")
                || address.equals("0:0:0:0:0:0:0:1")
                || address.equals("[0:0:0:0:0:0:0:1]")
                || address.startsWith("::ffff:127.");
    }
}
