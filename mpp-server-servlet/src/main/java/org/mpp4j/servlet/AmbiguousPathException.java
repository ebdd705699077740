package org.mpp4j.servlet;

/** The path of a request can be read in more than one way, and at least one of them has a price. */
final class AmbiguousPathException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AmbiguousPathException(String reason) {
        super("The path of the request is ambiguous: " + reason);
    }
}
