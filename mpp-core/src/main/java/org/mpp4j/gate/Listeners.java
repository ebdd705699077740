package org.mpp4j.gate;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.mpp4j.event.PaymentListener;

/** All listeners as one that never throws. */
final class Listeners {

    private static final Logger LOG = System.getLogger("org.mpp4j.gate");

    private final List<PaymentListener> listeners;

    Listeners(List<PaymentListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void tell(Consumer<PaymentListener> event) {
        for (PaymentListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException broken) {
                // Its message could repeat what it was told, so only its class and place are logged.
                LOG.log(
                        Level.WARNING,
                        "A payment listener threw {0} at {1}; the request goes on",
                        broken.getClass().getName(),
                        place(broken));
            }
        }
    }

    private static String place(RuntimeException exception) {
        StackTraceElement[] trace = exception.getStackTrace();
        return trace.length == 0 ? "an unknown place" : trace[0].toString();
    }
}
