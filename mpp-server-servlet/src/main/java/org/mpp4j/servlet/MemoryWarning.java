package org.mpp4j.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.method.PaymentMethod;

/** Says once that a server which takes real payments forgets them when it ends. */
final class MemoryWarning {

    private static final Logger LOG = System.getLogger("org.mpp4j.servlet");

    private final String filterName;
    private final AtomicBoolean due;

    MemoryWarning(String filterName, PaymentGate gate, Collection<PaymentMethod> priced) {
        this.filterName = filterName;
        this.due = new AtomicBoolean(
                gate.usesMemoryOnly() && priced.stream().anyMatch(method -> !method.takesPlayMoney()));
    }

    /** A start with settings that only make sense where others can reach this server. */
    void onStart(TransportSecurity transport) {
        if (!transport.isStrict()) {
            warn();
        }
    }

    /** A request that is charged for: over TLS or from another machine, it is no developer's trial. */
    void onCharge(HttpServletRequest request) {
        if (due.get() && (request.isSecure() || !TransportSecurity.isLoopback(request.getRemoteAddr()))) {
            warn();
        }
    }

    private void warn() {
        if (due.getAndSet(false)) {
            LOG.log(
                    Level.WARNING,
                    "Payment filter \"" + filterName + "\": used payments, answers and the ledger are in this process's"
                            + " memory. They are lost when it ends, and another instance knows nothing of them: it may"
                            + " take one payment twice, and payments of unknown outcome are not looked up. Give the gate"
                            + " a shared store, mpp-store-jdbc or mpp-store-redis.");
        }
    }
}
