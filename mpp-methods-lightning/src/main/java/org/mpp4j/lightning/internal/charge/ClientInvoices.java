package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.util.Optional;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.OfferUnavailableException;

/** The invoice for whoever asks: the one it has already, or a new one, if it didn't ask too often. Thread-safe. */
public final class ClientInvoices {

    private final ClientLimit limit;
    private final ReusableInvoices reusable;
    private final InvoiceMaker maker;

    /** With what limits, remembers and makes. */
    public ClientInvoices(ClientLimit limit, ReusableInvoices reusable, InvoiceMaker maker) {
        this.limit = limit;
        this.reusable = reusable;
        this.maker = maker;
    }

    /**
     * An invoice. Sending one again makes the node work, too, so it counts just as much.
     *
     * @param order what it asks for
     * @param request everything that the challenge's request says besides the invoice
     * @param inquiry who asks, and for what
     * @throws OfferUnavailableException if there is none, or none for this client
     */
    public InvoiceMaker.Made get(InvoiceOrder order, String request, Inquiry inquiry) {
        Optional<Duration> wait = limit.tryAcquire(inquiry.client());
        if (wait.isPresent()) {
            throw OfferUnavailableException.tooManyRequests("A client asks for too many invoices", wait.get());
        }
        Optional<InvoiceMaker.Made> unpaid = reusable.find(inquiry, request);
        if (unpaid.isPresent()) {
            return unpaid.get();
        }
        InvoiceMaker.Made made = maker.make(order);
        reusable.keep(inquiry, request, made);
        return made;
    }
}
