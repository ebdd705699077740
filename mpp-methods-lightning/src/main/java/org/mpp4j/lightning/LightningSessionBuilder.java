package org.mpp4j.lightning;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.lightning.internal.session.SessionRules;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.InMemoryStores;
import org.mpp4j.store.Stores;

/**
 * Builds a {@link LightningSession}. Not thread-safe.
 *
 * @since 0.1
 */
public final class LightningSessionBuilder {

    private static final Duration SHORTEST_IDLE = Duration.ofSeconds(1);
    private static final Duration LONGEST_IDLE = Duration.ofDays(7);
    private static final Duration LONGEST_REFUND = Duration.ofMinutes(5);

    private final InvoiceSettings invoices = new InvoiceSettings("LightningSession");
    private @Nullable Stores stores;
    private Duration idleTimeout = Duration.ofMinutes(5);
    private int depositUnits = 20;
    private long baseFee = 5000;
    private int feePerMille = 5;
    private Duration refundDeadline = Duration.ofSeconds(30);
    private int refundTries = 3;
    private RefundListener refundListener = new RefundListener() {};

    LightningSessionBuilder() {}

    /**
     * Sets the node that is paid, and that pays back. Its credential needs the right to spend.
     *
     * @param merchant for example {@code LightningBackend.LND.at(connection)}; has to know invoices without an amount
     *     ({@link LightningNode#knowsOpenAmounts})
     * @return this
     */
    public LightningSessionBuilder node(LightningNode merchant) {
        invoices.node(merchant);
        return this;
    }

    /**
     * Sets the network that the node has to be on.
     *
     * @param known for example {@link LightningNetwork#MAINNET}
     * @return this
     */
    public LightningSessionBuilder network(LightningNetwork known) {
        invoices.network(known);
        return this;
    }

    /**
     * Sets where sessions, used deposits and challenges are kept: the same stores as the gate's, so that no deposit is also
     * taken for a charge. Instances that answer for each other have to share them. In the memory of this process, which is the
     * default, the deposits of clients are lost with it.
     *
     * @param kept the gate's
     * @return this
     */
    public LightningSessionBuilder stores(Stores kept) {
        this.stores = Objects.requireNonNull(kept, "stores");
        return this;
    }

    /**
     * Sets how long a deposit invoice can be paid. It has to be longer than a challenge lives, by what the node's clock may be
     * off.
     *
     * @param time whole seconds, from 10 seconds to 1 day; 6 minutes by default, as a challenge lives 5 minutes by default
     * @return this
     */
    public LightningSessionBuilder invoiceLifetime(Duration time) {
        invoices.lifetime(time);
        return this;
    }

    /**
     * Sets after which time a session is closed, and paid back, if no request came and nothing was charged. Short times limit
     * what somebody can do with a preimage that isn't his. Clients are told; their return invoices have to live as long.
     *
     * @param time whole seconds, from 1 second to 7 days; 5 minutes by default
     * @return this
     */
    public LightningSessionBuilder idleTimeout(Duration time) {
        this.idleTimeout = Objects.requireNonNull(time, "idleTimeout");
        return this;
    }

    /**
     * Sets how many units a deposit is for, where the terms of an offer suggest none.
     *
     * @param units 1 to 1,000,000; 20 by default
     * @return this
     */
    public LightningSessionBuilder depositUnits(int units) {
        this.depositUnits = units;
        return this;
    }

    /**
     * Sets whether the node is asked if a deposit has arrived. Without that, a preimage that fits is proof enough, as the
     * specification has it; but phoenixd tells the preimages of unpaid invoices to whoever can reach it.
     *
     * @param verify true by default
     * @return this
     */
    public LightningSessionBuilder verifySettled(boolean verify) {
        invoices.verifySettled(verify);
        return this;
    }

    /**
     * Sets what the forwarding nodes may take for a refund, which the server pays. A refund that would cost more fails.
     *
     * @param baseMillisatoshi not negative; 5,000 by default
     * @param perMille thousandths of the refund besides, 0 to 1000; 5 by default
     * @return this
     */
    public LightningSessionBuilder maxRefundFee(long baseMillisatoshi, int perMille) {
        this.baseFee = baseMillisatoshi;
        this.feePerMille = perMille;
        return this;
    }

    /**
     * Sets how long the node tries to pay a refund. A client that closes its session waits so long.
     *
     * @param time whole seconds, from 1 second to 5 minutes; 30 seconds by default
     * @return this
     */
    public LightningSessionBuilder refundDeadline(Duration time) {
        this.refundDeadline = Objects.requireNonNull(time, "refundDeadline");
        return this;
    }

    /**
     * Sets how often a refund is tried at most. It is tried again after a minute, and only if nothing was sent; the client was
     * told by then that it failed.
     *
     * @param tries 1 to 10; 3 by default
     * @return this
     */
    public LightningSessionBuilder refundTries(int tries) {
        this.refundTries = tries;
        return this;
    }

    /**
     * Sets who is told what becomes of refunds, above all of those that somebody has to look after.
     *
     * @param listener nobody by default; what needs somebody is logged anyway
     * @return this
     */
    public LightningSessionBuilder refundListener(RefundListener listener) {
        this.refundListener = Objects.requireNonNull(listener, "refundListener");
        return this;
    }

    /**
     * Sets how many unpaid invoices there may be at a time, and how many are made in a second at most. Beyond that this rail
     * isn't offered.
     *
     * @param open at least 1; 10,000 by default
     * @param perSecond at least 1; 100 by default
     * @return this
     */
    public LightningSessionBuilder maxInvoices(int open, int perSecond) {
        invoices.mostOpen(open);
        invoices.mostPerSecond(perSecond);
        return this;
    }

    /**
     * Sets how many invoices one client may ask for, as {@link LightningChargeBuilder#maxInvoicesPerClient} does.
     *
     * @param most at least 1; 600 by default
     * @param period from 1 second to 1 hour; a minute by default
     * @return this
     */
    public LightningSessionBuilder maxInvoicesPerClient(int most, Duration period) {
        invoices.mostPerClient(most, period);
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public LightningSessionBuilder clock(InstantSource source) {
        invoices.clock(source);
        return this;
    }

    /**
     * The payment method.
     *
     * @return ready to use
     * @throws ConfigurationException if something is missing or can't work
     */
    public LightningSession build() {
        InvoiceTerms terms = invoices.checked();
        if (!terms.node().knowsOpenAmounts()) {
            throw new ConfigurationException(
                    "The node of LightningSession can't pay invoices without an amount, and so pay"
                            + " nothing back; use LND, Core Lightning or phoenixd");
        }
        requireTime("idle timeout", idleTimeout, SHORTEST_IDLE, LONGEST_IDLE);
        requireTime("refund deadline", refundDeadline, SHORTEST_IDLE, LONGEST_REFUND);
        requireNumber("deposit in units", depositUnits, 1, 1_000_000);
        requireNumber("number of tries for a refund", refundTries, 1, 10);
        requireNumber("fee of a refund, in thousandths,", feePerMille, 0, 1000);
        if (baseFee < 0) {
            throw new ConfigurationException(
                    "The fee of a refund is to be " + baseFee + " msat at most; set it to 0 or more");
        }
        SessionRules rules = new SessionRules(
                terms.node(),
                terms.network(),
                terms.clock(),
                idleTimeout,
                terms.verifySettled(),
                baseFee,
                feePerMille,
                refundDeadline,
                refundTries,
                refundListener);
        return new LightningSession(
                terms, rules, depositUnits, stores == null ? new InMemoryStores(terms.clock()) : stores);
    }

    private static void requireTime(String name, Duration given, Duration least, Duration most) {
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0 || given.getNano() != 0) {
            throw new ConfigurationException("The " + name + " of LightningSession is " + given
                    + "; set it to whole seconds, from " + least + " to " + most);
        }
    }

    private static void requireNumber(String name, int given, int least, int most) {
        if (given < least || given > most) {
            throw new ConfigurationException(
                    "The " + name + " of LightningSession is " + given + "; set it to " + least + " to " + most);
        }
    }
}
