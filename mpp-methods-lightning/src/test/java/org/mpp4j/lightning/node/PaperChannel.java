package org.mpp4j.lightning.node;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.mpp4j.lightning.CreatedInvoice;
import org.mpp4j.lightning.InvoiceOrder;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.LightningNode;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentOrder;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;

/**
 * The wallet of a merchant, and that of a customer, who pay each other at once, with the books of both. The merchant's pays
 * whatever it is asked to, as often as it is asked to, so that who asks twice is found out; and it stands still where a test
 * wants it to.
 */
public final class PaperChannel implements Wallet {

    /** What the merchant's wallet does for others. */
    public enum Step {
        /** It was asked for an invoice that it made. */
        LOOKED_UP,
        /** It was asked to pay, and hasn't yet. */
        ASKED,
        /** It has paid, and hasn't said so yet. */
        PAID
    }

    private final PaperWallet merchant;
    private final PaperWallet customer;
    private final Map<PaymentHash, Long> deposited = new ConcurrentHashMap<>();
    private final Map<PaymentHash, Long> returned = new ConcurrentHashMap<>();
    private final Set<PaymentHash> onTheWay = ConcurrentHashMap.newKeySet();
    private final AtomicInteger halted = new AtomicInteger();
    private volatile Optional<Step> haltAt = Optional.empty();
    private volatile CountDownLatch going = new CountDownLatch(1);

    public PaperChannel(InstantSource clock) {
        this.merchant = new PaperWallet(clock);
        this.customer = new PaperWallet(clock);
    }

    /** From now on what comes to that step stands still. */
    public void haltAt(Step step) {
        going = new CountDownLatch(1);
        halted.set(0);
        haltAt = Optional.of(step);
    }

    /** How many stand still. */
    public int halted() {
        return halted.get();
    }

    /** Whatever stands still goes on, whoever is still there to hear of it. */
    public void goOn() {
        haltAt = Optional.empty();
        going.countDown();
    }

    /** What came with a payment hash to the merchant, in millisatoshi. */
    public long deposited(PaymentHash hash) {
        return deposited.getOrDefault(hash, 0L);
    }

    /** All that came to the merchant, in millisatoshi. */
    public long deposited() {
        return deposited.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What an invoice of the customer's was paid with, all payments of it together, in millisatoshi. */
    public long returned(PaymentHash hash) {
        return returned.getOrDefault(hash, 0L);
    }

    /** All that the merchant has paid back, in millisatoshi. */
    public long returned() {
        return returned.values().stream().mapToLong(Long::longValue).sum();
    }

    private void stop(Step step) {
        CountDownLatch until = going;
        if (haltAt.equals(Optional.of(step))) {
            halted.incrementAndGet();
            try {
                until.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public Issued create(long millisatoshi, String description, Duration expiry) {
        return merchant.create(millisatoshi, description, expiry);
    }

    @Override
    public InvoiceState state(PaymentHash hash) {
        stop(Step.LOOKED_UP);
        return merchant.state(hash);
    }

    @Override
    public Optional<org.mpp4j.lightning.Preimage> preimage(PaymentHash hash) {
        return Optional.empty();
    }

    @Override
    public PaymentResult pay(String bolt11, Duration deadline) {
        return new PaymentResult.Failed("The merchant pays refunds only, which have no amount");
    }

    @Override
    public PaymentResult pay(String bolt11, long millisatoshi, Duration deadline) {
        PaymentHash hash = decode(bolt11).paymentHash();
        onTheWay.add(hash);
        stop(Step.ASKED);
        returned.merge(hash, millisatoshi, Long::sum);
        onTheWay.remove(hash);
        stop(Step.PAID);
        return new PaymentResult.Paid(customer.secret(hash));
    }

    @Override
    public OutgoingState outgoing(PaymentHash hash) {
        if (returned.containsKey(hash)) {
            return OutgoingState.PAID;
        }
        return onTheWay.contains(hash) ? OutgoingState.PENDING : OutgoingState.NOT_SENT;
    }

    /** The customer's node, which pays at once. */
    public LightningNode customer() {
        return new LightningNode() {
            @Override
            public CreatedInvoice createInvoice(InvoiceOrder order) {
                Issued issued = customer.create(order.millisatoshi(), order.description(), order.expiry());
                return new CreatedInvoice(issued.bolt11(), issued.hash());
            }

            @Override
            public InvoiceState lookUp(PaymentHash paymentHash) {
                return returned.containsKey(paymentHash) ? InvoiceState.SETTLED : InvoiceState.OPEN;
            }

            @Override
            public PaymentResult pay(PaymentOrder order) {
                Invoice invoice = decode(order.bolt11());
                deposited.merge(invoice.paymentHash(), invoice.amount().orElseThrow(), Long::sum);
                merchant.set(invoice.paymentHash(), InvoiceState.SETTLED);
                return new PaymentResult.Paid(merchant.secret(invoice.paymentHash()));
            }
        };
    }

    private static Invoice decode(String bolt11) {
        try {
            return Invoice.decode(bolt11);
        } catch (InvalidInvoiceException invalid) {
            throw new AssertionError(invalid);
        }
    }
}
