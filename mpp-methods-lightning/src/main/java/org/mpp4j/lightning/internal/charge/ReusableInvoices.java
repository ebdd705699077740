package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.method.Inquiry;

/**
 * The last invoice of each client for each thing it asked for, to be sent again as long as it is fresh and the node says that
 * nobody has paid it. Each challenge still is one of its own; that the payment buys once is for the claim of its hash to see
 * to. Thread-safe.
 *
 * <p>An invoice that can't be told to be unpaid isn't sent again: who pays it a second time may lose that money.
 */
public final class ReusableInvoices {

    private static final int MOST = 10_000;

    /** What has to be the same: who asks, for which route, and everything that the request says besides the invoice. */
    private record Wanted(String client, String scope, String request) {}

    private record Kept(InvoiceMaker.Made made, Instant until) {}

    private final LightningNode node;
    private final InstantSource clock;
    private final Duration longest;
    private final OpenInvoices open;
    private final GuardedNode breaker;
    private final Map<Wanted, Kept> kept = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        /** Forgetting costs no more than a new invoice. */
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, Kept> eldest) {
            return size() > MOST;
        }
    };

    /**
     * None yet.
     *
     * @param longest how old an invoice may be that is sent again; zero to send each only once
     */
    public ReusableInvoices(LightningNode node, InstantSource clock, Duration longest, OpenInvoices open) {
        this.node = node;
        this.clock = clock;
        this.longest = longest;
        this.open = open;
        this.breaker = new GuardedNode(clock);
    }

    /** Whether any invoice is sent a second time. */
    public boolean areAllowed() {
        return !longest.isZero();
    }

    /** How old an invoice may be that is sent again. */
    public Duration longest() {
        return longest;
    }

    /** An unpaid invoice that this client got for the same not long ago. */
    public Optional<InvoiceMaker.Made> find(Inquiry inquiry, String request) {
        Wanted wanted = wanted(inquiry, request);
        if (wanted == null) {
            return Optional.empty();
        }
        Kept found;
        synchronized (kept) {
            found = kept.get(wanted);
        }
        if (found == null) {
            return Optional.empty();
        }
        if (clock.instant().isBefore(found.until())
                && isUnpaid(found.made().invoice().paymentHash())) {
            return Optional.of(found.made());
        }
        synchronized (kept) {
            kept.remove(wanted, found);
        }
        return Optional.empty();
    }

    /** Remembers an invoice that has just been made. */
    public void keep(Inquiry inquiry, String request, InvoiceMaker.Made made) {
        Wanted wanted = wanted(inquiry, request);
        if (wanted != null) {
            Kept fresh = new Kept(made, clock.instant().plus(longest));
            synchronized (kept) {
                // Anew at the end, so that what is first is what was made first.
                kept.remove(wanted);
                kept.put(wanted, fresh);
            }
        }
    }

    /** Somebody shows its preimage, so it is paid or about to be. */
    public void forget(PaymentHash hash) {
        if (areAllowed()) {
            synchronized (kept) {
                kept.values()
                        .removeIf(invoice ->
                                invoice.made().invoice().paymentHash().equals(hash));
            }
        }
    }

    private @Nullable Wanted wanted(Inquiry inquiry, String request) {
        return areAllowed()
                ? inquiry.client()
                        .map(client -> new Wanted(client, inquiry.scope(), request))
                        .orElse(null)
                : null;
    }

    private boolean isUnpaid(PaymentHash hash) {
        if (!open.contains(hash)) {
            return false;
        }
        try {
            return breaker.call(() -> node.lookUp(hash)) == InvoiceState.OPEN && open.contains(hash);
        } catch (NodeUnavailableException silent) {
            return false;
        }
    }
}
