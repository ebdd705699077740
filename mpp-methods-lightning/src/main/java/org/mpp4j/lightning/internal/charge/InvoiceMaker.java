package org.mpp4j.lightning.internal.charge;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.LightningNetwork;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.NodeUnavailableException;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.method.OfferUnavailableException;

/** Has a node make invoices, and believes nothing of what comes back. Thread-safe. */
public final class InvoiceMaker {

    /** A node whose clock is further off makes invoices that expire at the wrong time. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(2);

    private final LightningNode node;
    private final LightningNetwork network;
    private final InstantSource clock;
    private final OpenInvoices open;
    private final GuardedNode breaker;

    /** With the node, the network it has to be on, and the bounds. */
    public InvoiceMaker(LightningNode node, LightningNetwork network, InstantSource clock, OpenInvoices open) {
        this.node = node;
        this.network = network;
        this.clock = clock;
        this.open = open;
        this.breaker = new GuardedNode(clock);
    }

    /** An invoice and what is in it. */
    public record Made(String bolt11, Invoice invoice) {}

    /**
     * Makes one.
     *
     * @throws OfferUnavailableException if there is none that is exactly what was asked for
     */
    public Made make(InvoiceOrder order) {
        if (!open.begin()) {
            throw new OfferUnavailableException("There are as many unpaid invoices as the limits allow");
        }
        boolean counted = false;
        try {
            CreatedInvoice created = breaker.call(() -> node.createInvoice(order));
            Invoice invoice = Invoice.decode(created.bolt11());
            requireAsOrdered(order, created, invoice);
            counted = open.made(invoice.paymentHash(), invoice.expiresAt());
            require(counted, "has the payment hash of another one");
            return new Made(created.bolt11(), invoice);
        } catch (NodeUnavailableException unavailable) {
            throw new OfferUnavailableException("The Lightning node made no invoice", unavailable);
        } catch (InvalidInvoiceException invalid) {
            throw new OfferUnavailableException("The Lightning node made something else than an invoice", invalid);
        } finally {
            if (!counted) {
                open.failed();
            }
        }
    }

    private void requireAsOrdered(InvoiceOrder order, CreatedInvoice created, Invoice invoice) {
        require(invoice.currency().equals(network.prefix()), "is for another network");
        require(invoice.amount().equals(OptionalLong.of(order.millisatoshi())), "asks for another amount");
        require(invoice.paymentHash().equals(created.paymentHash()), "has another payment hash than the node says");
        require(invoice.expiry().equals(order.expiry()), "expires at another time");
        Duration off = Duration.between(invoice.timestamp(), clock.instant()).abs();
        require(off.compareTo(CLOCK_TOLERANCE) <= 0, "was made at another time, by the node's clock");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new OfferUnavailableException("The invoice that the Lightning node made " + otherwise);
        }
    }

    /** When an invoice that was made here expires. */
    public static Instant expiry(String bolt11) {
        try {
            return Invoice.decode(bolt11).expiresAt();
        } catch (InvalidInvoiceException impossible) {
            throw new IllegalStateException("The invoice was checked when it was made", impossible);
        }
    }
}
