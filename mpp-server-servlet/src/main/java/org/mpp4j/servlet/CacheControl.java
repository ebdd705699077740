package org.mpp4j.servlet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What a handler says about caching, made fit for a response that carries a receipt. */
final class CacheControl {

    private CacheControl() {}

    /**
     * The same directives, but never for shared caches (draft-httpauth-payment section "Caching"): {@code private} in place
     * of {@code public} and of what only shared caches heed.
     */
    static String privately(Collection<String> fieldValues) {
        if (fieldValues.isEmpty()) {
            return "private";
        }
        List<String> directives = new ArrayList<>();
        boolean isPrivate = false;
        for (String value : fieldValues) {
            for (String part : value.split(",")) {
                String directive = part.strip();
                String name = directive.toLowerCase(Locale.ROOT);
                boolean forSharedCaches =
                        name.equals("public") || name.startsWith("s-maxage") || name.equals("proxy-revalidate");
                if (!directive.isEmpty() && !forSharedCaches) {
                    isPrivate |= name.equals("private") || name.equals("no-store");
                    directives.add(directive);
                }
            }
        }
        if (!isPrivate) {
            directives.add(0, "private");
        } else if (directives.stream().noneMatch(directive -> directive.equalsIgnoreCase("private"))) {
            // no-store says more than private, but the specification asks for the word.
            directives.add(0, "private");
        }
        return String.join(", ", directives);
    }
}
