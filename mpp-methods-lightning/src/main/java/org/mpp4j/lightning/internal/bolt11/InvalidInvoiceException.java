package org.mpp4j.lightning.internal.bolt11;

/** A text that isn't a BOLT 11 invoice. Tells the rule that is broken, never the text. */
public final class InvalidInvoiceException extends Exception {

    private static final long serialVersionUID = 1L;

    /** With the rule that is broken, as in "The invoice ...". */
    public InvalidInvoiceException(String message) {
        super(message);
    }
}
