package org.mpp4j.gate;

/** An exception from code that isn't the gate's, as it may be logged. */
final class Bug {

    private Bug() {}

    /** Class and place, not the message: that could repeat a credential, a receipt or a secret. */
    static String describe(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        String described = thrown.getClass().getName() + " at " + (trace.length == 0 ? "an unknown place" : trace[0]);
        Throwable cause = thrown.getCause();
        return cause == null || cause == thrown
                ? described
                : described + ", caused by " + cause.getClass().getName();
    }
}
