package org.mpp4j.lightning;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.lightning.node.PaperWallet;

/** A node without HTTP, that does what a test tells it, and takes note of what it paid. */
class FakeNode implements LightningNode {

    final PaperWallet wallet;
    /** What it was asked to pay, in order. */
    final List<PaymentOrder> asked = Collections.synchronizedList(new ArrayList<>());
    /** What has left it, in millisatoshi, by payment hash. */
    final Map<PaymentHash, Long> sent = new ConcurrentHashMap<>();
    /** Preimages of the invoices of others. */
    final Map<PaymentHash, Preimage> others = new ConcurrentHashMap<>();

    /** What paying comes to; null to pay. */
    volatile PaymentResult result;
    /** Whether it pays all the same, and only its answer is another. */
    volatile boolean paysAllTheSame;
    /** What a look-up of a payment says; null for the truth. */
    volatile OutgoingState says;
    /** Runs while it pays. */
    volatile Runnable whilePaying = () -> {};
    /** Runs while a payment is looked up. */
    volatile Runnable whileLookingUp = () -> {};

    FakeNode(InstantSource clock) {
        this.wallet = new PaperWallet(clock);
    }

    @Override
    public CreatedInvoice createInvoice(InvoiceOrder order) {
        var issued = wallet.create(order.millisatoshi(), order.description(), order.expiry());
        return new CreatedInvoice(issued.bolt11(), issued.hash());
    }

    @Override
    public InvoiceState lookUp(PaymentHash paymentHash) {
        return wallet.state(paymentHash);
    }

    @Override
    public PaymentResult pay(PaymentOrder order) {
        asked.add(order);
        whilePaying.run();
        if (result != null && !paysAllTheSame) {
            return result;
        }
        try {
            Invoice invoice = Invoice.decode(order.bolt11());
            sent.merge(invoice.paymentHash(), order.millisatoshi().orElseThrow(), Long::sum);
            return result == null ? new PaymentResult.Paid(others.get(invoice.paymentHash())) : result;
        } catch (InvalidInvoiceException invalid) {
            throw new AssertionError(invalid);
        }
    }

    @Override
    public OutgoingState lookUpPayment(PaymentHash paymentHash) {
        whileLookingUp.run();
        if (says != null) {
            return says;
        }
        return sent.containsKey(paymentHash) ? OutgoingState.PAID : OutgoingState.NOT_SENT;
    }

    @Override
    public boolean knowsOpenAmounts() {
        return true;
    }
}
