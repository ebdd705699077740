package org.mpp4j.protocol;

/**
 * How payment methods and intents are named (draft-httpauth-payment sections "Method Identifier Format" and "Intent
 * Identifiers"). Methods may hold digits, hyphens, underscores and colons besides, as mppx takes them.
 */
final class Names {

    private static final int MAX_LENGTH = 64;

    private Names() {}

    static String requireMethod(String method) {
        boolean named = !method.isEmpty() && method.length() <= MAX_LENGTH && isLowerCase(method.charAt(0));
        for (int i = 1; i < method.length(); i++) {
            char c = method.charAt(i);
            named &= isLowerCase(c) || isDigit(c) || c == ':' || c == '_' || c == '-';
        }
        if (!named) {
            throw new ProtocolException("A payment method is named in lower-case letters");
        }
        return method;
    }

    static String requireIntent(String intent) {
        boolean named = !intent.isEmpty() && intent.length() <= MAX_LENGTH;
        for (int i = 0; i < intent.length(); i++) {
            char c = intent.charAt(i);
            named &= isLowerCase(c) || c >= 'A' && c <= 'Z' || isDigit(c) || c == '-';
        }
        if (!named) {
            throw new ProtocolException("A payment intent is named in letters, digits and hyphens");
        }
        return intent;
    }

    private static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
