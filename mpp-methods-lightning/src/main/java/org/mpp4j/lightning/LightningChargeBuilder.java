package org.mpp4j.lightning;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.InMemoryChallengeStore;

/**
 * Builds a {@link LightningCharge}. Not thread-safe.
 *
 * @since 0.1
 */
public final class LightningChargeBuilder {

    private static final Duration LONGEST_REUSE = Duration.ofMinutes(5);

    private final InvoiceSettings invoices = new InvoiceSettings("LightningCharge");
    private @Nullable ChallengeStore challengeStore;
    private Duration longestReuse = Duration.ZERO;

    LightningChargeBuilder() {}

    /**
     * Sets the node that is paid. It is believed: whoever answers for it decides what counts as paid.
     *
     * @param merchant for example {@code LightningBackend.LND.at(connection)}
     * @return this
     */
    public LightningChargeBuilder node(LightningNode merchant) {
        invoices.node(merchant);
        return this;
    }

    /**
     * Sets the network that the node has to be on.
     *
     * @param known for example {@link LightningNetwork#MAINNET}
     * @return this
     */
    public LightningChargeBuilder network(LightningNetwork known) {
        invoices.network(known);
        return this;
    }

    /**
     * Sets where challenges are remembered, for clients that don't echo all of them. Instances that answer for each other have
     * to share it.
     *
     * @param store the memory of this process by default
     * @return this
     */
    public LightningChargeBuilder challengeStore(ChallengeStore store) {
        this.challengeStore = Objects.requireNonNull(store, "challengeStore");
        return this;
    }

    /**
     * Sets how long an invoice can be paid. It has to be longer than a challenge lives, by what the node's clock may be off.
     *
     * @param time whole seconds, from 10 seconds to 1 day; 6 minutes by default, as a challenge lives 5 minutes by default
     * @return this
     */
    public LightningChargeBuilder invoiceLifetime(Duration time) {
        invoices.lifetime(time);
        return this;
    }

    /**
     * Sets whether the node is asked if the money has arrived. Without that, a preimage that fits is proof enough, as the
     * specification has it; but phoenixd and LNbits tell the preimages of unpaid invoices to whoever can reach them.
     *
     * @param verify true by default
     * @return this
     */
    public LightningChargeBuilder verifySettled(boolean verify) {
        invoices.verifySettled(verify);
        return this;
    }

    /**
     * Sets how many unpaid invoices there may be at a time. While there are so many this rail isn't offered.
     *
     * @param most at least 1; 10,000 by default
     * @return this
     */
    public LightningChargeBuilder maxOpenInvoices(int most) {
        invoices.mostOpen(most);
        return this;
    }

    /**
     * Sets how many invoices are made in a second at most. Beyond that this rail isn't offered.
     *
     * @param most at least 1; 100 by default
     * @return this
     */
    public LightningChargeBuilder maxInvoicesPerSecond(int most) {
        invoices.mostPerSecond(most);
        return this;
    }

    /**
     * Sets how many invoices one client may ask for. It may ask for that many at once, and then for as many in each period,
     * evenly. Beyond that this rail isn't offered to it; if there is no other, it is answered with 429 and when to come back.
     *
     * <p>Clients are told apart by what the transport says, by default the address they come from: behind a proxy all are one,
     * unless that is mended there. Those that can't be told apart share this limit.
     *
     * @param most at least 1; 600 by default
     * @param period from 1 second to 1 hour; a minute by default
     * @return this
     */
    public LightningChargeBuilder maxInvoicesPerClient(int most, Duration period) {
        invoices.mostPerClient(most, period);
        return this;
    }

    /**
     * Sends a client that asks for the same route at the same price again the invoice it got before, in a challenge of its own,
     * if the node says that nobody has paid it. Saves the node from keeping many invoices for one client.
     *
     * <p>An invoice buys once. Where two people are one client, because they share an address, both may get and pay one invoice
     * at the same moment; most nodes take the second payment for none, but some keep it. So this is for transports that tell
     * people apart, by an account or key. Challenges and the time in which invoices are sent again have to fit into the
     * {@link #invoiceLifetime}.
     *
     * @param longest how old such an invoice may be, up to 5 minutes; by default zero, which makes a new one each time
     * @return this
     */
    public LightningChargeBuilder reuseUnpaidInvoices(Duration longest) {
        this.longestReuse = Objects.requireNonNull(longest, "longest");
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public LightningChargeBuilder clock(InstantSource source) {
        invoices.clock(source);
        return this;
    }

    /**
     * The payment method.
     *
     * @return ready to use
     * @throws ConfigurationException if something is missing or can't work
     */
    public LightningCharge build() {
        InvoiceTerms terms = invoices.checked();
        if (longestReuse.isNegative()
                || longestReuse.compareTo(LONGEST_REUSE) > 0
                || longestReuse.compareTo(terms.lifetime()) >= 0) {
            throw new ConfigurationException("LightningCharge is to send invoices again for " + longestReuse
                    + "; set that to at most 5 minutes, and to less than the invoice lifetime of " + terms.lifetime());
        }
        if (!longestReuse.isZero() && !terms.node().tellsSettlement()) {
            throw new ConfigurationException(
                    "LightningCharge is to send unpaid invoices again, but its node doesn't tell which are paid;"
                            + " leave out reuseUnpaidInvoices");
        }
        ChallengeStore challenges = challengeStore == null ? new InMemoryChallengeStore(terms.clock()) : challengeStore;
        return new LightningCharge(terms, longestReuse, challenges);
    }
}
