package org.mpp4j.servlet;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/**
 * Which paths a price is for: {@code /fortune} is that path, {@code /api/*} is everything at and below {@code /api}, and an
 * HTTP method in front, {@code POST /echo}, makes it for that method only. {@code GET} includes {@code HEAD}.
 */
final class PathPattern {

    /** How a path relates to a pattern. */
    enum Match {
        YES,
        NO,
        /** It is the pattern's path but for the case of letters: some application may take it for the same. */
        ALMOST
    }

    private static final Pattern SYNTAX = Pattern.compile("(?:(?<method>[A-Z]{3,20}) +)?(?<path>/\\S*)");

    private final String text;
    private final @Nullable String method;
    private final String path;
    private final boolean prefix;

    private PathPattern(String text, @Nullable String method, String path, boolean prefix) {
        this.text = text;
        this.method = "HEAD".equals(method) ? "GET" : method;
        this.path = path;
        this.prefix = prefix;
    }

    static PathPattern parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text, "it is a path that begins with /, with or without an HTTP method in front");
        }
        String path = matcher.group("path");
        boolean prefix = path.endsWith("/*");
        String fixed = withoutEndSlash(prefix ? path.substring(0, path.length() - 2) : path);
        if (fixed.contains("*") || fixed.contains("{")) {
            throw invalid(text, "only /* at its end stands for more than one path");
        }
        if (fixed.contains("//") || fixed.contains(";") || fixed.contains("%") || fixed.contains("?")) {
            throw invalid(text, "paths are written decoded, without //, ; and ?");
        }
        return new PathPattern(text, matcher.group("method"), fixed, prefix);
    }

    private static ConfigurationException invalid(String text, String rule) {
        return new ConfigurationException(
                "\"" + text + "\" can't be the path of a price: " + rule + ". Examples: /fortune, /api/*, POST /echo");
    }

    private static String withoutEndSlash(String path) {
        String shorter = path;
        while (shorter.endsWith("/")) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        return shorter;
    }

    Match match(String httpMethod, String requestPath) {
        if (method != null && !method.equals(httpMethod.equals("HEAD") ? "GET" : httpMethod)) {
            return Match.NO;
        }
        String shorter = withoutEndSlash(requestPath);
        if (covers(path, shorter)) {
            return Match.YES;
        }
        return covers(path.toLowerCase(Locale.ROOT), shorter.toLowerCase(Locale.ROOT)) ? Match.ALMOST : Match.NO;
    }

    /** Whether requests to this path have this price, at least with some HTTP method. */
    boolean isFor(String requestPath) {
        return covers(path, withoutEndSlash(requestPath));
    }

    private boolean covers(String pattern, String requestPath) {
        return prefix
                ? requestPath.equals(pattern) || requestPath.startsWith(pattern + "/")
                : requestPath.equals(pattern);
    }

    /** Whether some request matches both. */
    boolean overlaps(PathPattern other) {
        if (method != null && other.method != null && !method.equals(other.method)) {
            return false;
        }
        return covers(path, other.path) || other.covers(other.path, path);
    }

    /** Whether every path of this pattern is below a servlet mapping such as {@code /api/*}, {@code /} or {@code /x}. */
    boolean canBeReachedThrough(String servletOrFilterMapping) {
        String mapping = servletOrFilterMapping;
        if (mapping.equals("/") || mapping.equals("/*")) {
            return true;
        }
        if (mapping.startsWith("*.")) {
            return prefix || path.endsWith(mapping.substring(1));
        }
        if (mapping.endsWith("/*")) {
            String base = mapping.substring(0, mapping.length() - 2);
            return path.equals(base) || path.startsWith(base + "/") || prefix && base.startsWith(path + "/");
        }
        return prefix ? covers(path, mapping) : path.equals(withoutEndSlash(mapping));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathPattern that
                && Objects.equals(method, that.method)
                && path.equals(that.path)
                && prefix == that.prefix;
    }

    @Override
    public int hashCode() {
        return Objects.hash(method, path, prefix);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
