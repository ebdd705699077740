package org.mpp4j.protocol;

import java.util.Objects;

/**
 * The text that a challenge's id is made of (draft-httpauth-payment section "Challenge Binding"), in two parts: what all
 * challenges of an offer have in common, and what differs. Who makes many ids goes over the first part once.
 *
 * @param start realm, method, intent and request, with what joins them; the same object for all challenges of one
 *     {@link ChallengeTerms}
 * @param rest everything after that
 * @since 0.1
 */
public record BindingText(String start, String rest) {

    /**
     * Checks the parts.
     *
     * @param start realm, method, intent and request, with what joins them
     * @param rest everything after that
     */
    public BindingText {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(rest, "rest");
    }

    /**
     * The whole text.
     *
     * @return both parts
     */
    public String text() {
        return start.concat(rest);
    }

    /** How long it is. */
    @Override
    public String toString() {
        return "BindingText[" + (start.length() + rest.length()) + " characters]";
    }
}
