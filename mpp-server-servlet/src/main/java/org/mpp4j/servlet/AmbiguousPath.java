package org.mpp4j.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes raw request paths that a container and an application may read differently. Where prices go by path, such a
 * request is refused: what the filter takes for one path, the application could take for another.
 */
final class AmbiguousPath {

    private static final String[] SUSPICIOUS = {
        "//", "/./", "/../", ";", "\\", "%2f", "%5c", "%2e", "%25", "%3b", "%3f", "%23", "%7f"
    };

    private AmbiguousPath() {}

    /** Why a raw path can be read in two ways, or null if it can't. */
    static @Nullable String reason(String rawPath) {
        String path = rawPath.toLowerCase(Locale.ROOT);
        for (String part : SUSPICIOUS) {
            if (path.contains(part)) {
                return "it contains " + part;
            }
        }
        if (path.endsWith("/.") || path.endsWith("/..")) {
            return "it ends in dots";
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= 0x20 || c >= 0x7f) {
                return "it contains a character that has to be encoded";
            }
            if (c == '%' && i + 1 < path.length() && (path.charAt(i + 1) == '0' || path.charAt(i + 1) == '1')) {
                return "it contains an encoded control character";
            }
        }
        return null;
    }
}
