package org.mpp4j.lightning;

import java.time.Duration;
import java.time.InstantSource;
import org.mpp4j.lightning.internal.charge.ClientInvoices;
import org.mpp4j.lightning.internal.charge.ClientLimit;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.lightning.internal.charge.OpenInvoices;
import org.mpp4j.lightning.internal.charge.ReusableInvoices;

/**
 * How a method has its invoices made and looked up.
 *
 * @param node that makes them
 * @param network that it is on
 * @param lifetime of an invoice
 * @param verifySettled whether the node is asked if the money has arrived
 * @param mostOpen unpaid ones at a time
 * @param mostPerSecond that are made
 * @param mostPerClient in each period
 * @param clientPeriod of that limit
 * @param clock for all times
 */
record InvoiceTerms(
        LightningNode node,
        LightningNetwork network,
        Duration lifetime,
        boolean verifySettled,
        int mostOpen,
        int mostPerSecond,
        int mostPerClient,
        Duration clientPeriod,
        InstantSource clock) {

    OpenInvoices open() {
        return new OpenInvoices(clock, mostOpen, mostPerSecond);
    }

    ClientInvoices forClients(OpenInvoices open, ReusableInvoices reusable) {
        return new ClientInvoices(
                new ClientLimit(clock, mostPerClient, clientPeriod),
                reusable,
                new InvoiceMaker(node, network, clock, open));
    }

    /** Whether a preimage alone is taken for a payment. */
    boolean believesPreimages() {
        return !verifySettled || !node.tellsSettlement();
    }
}
