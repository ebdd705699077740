package org.mpp4j.internal;

/**
 * Text from outside that breaks a rule. Checked, so that every caller turns it into the exception of its own API, with what
 * the text was meant to be.
 */
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;

    public Malformed(String rule) {
        super(rule);
        this.rule = rule;
    }

    /** What is wrong, without repeating the text. */
    public String rule() {
        return rule;
    }
}
