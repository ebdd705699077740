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

    /** Whether there is nobody to tell. */
    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(Consumer<PaymentListener> event) {
        for (PaymentListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException broken) {
                LOG.log(Level.WARNING, "A payment listener threw {0}; the request goes on", Bug.describe(broken));
            }
        }
    }
}
