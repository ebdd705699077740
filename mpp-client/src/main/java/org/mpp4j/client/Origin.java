package org.mpp4j.client;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whom a request goes to: scheme, host and port (RFC 6454). */
record Origin(String scheme, String host, int port) {

    static Origin of(URI uri) {
        String scheme = lower(uri.getScheme());
        int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, lower(uri.getHost()), port);
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    /** Whether nobody between can read what is sent. */
    boolean isConfidential() {
        return scheme.equals("https") || isThisMachine();
    }

    /** Names other than localhost aren't looked up: what they stand for can change until the request is sent. */
    private boolean isThisMachine() {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Whether a realm is the name of this host, with or without its port. */
    boolean isNamed(String realm) {
        String name = realm.toLowerCase(Locale.ROOT);
        return name.equals(host) || name.equals(host + ":" + port);
    }

    @Override
    public String toString() {
        return scheme + "://" + host + ":" + port;
    }
}
