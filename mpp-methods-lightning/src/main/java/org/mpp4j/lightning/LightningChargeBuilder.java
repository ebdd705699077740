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

    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(10);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

    private @Nullable LightningNode node;
    private @Nullable LightningNetwork network;
    private @Nullable ChallengeStore challengeStore;
    private Duration invoiceLifetime = Duration.ofMinutes(6);
    private boolean verifySettled = true;
    private int maxOpenInvoices = 10_000;
    private int maxInvoicesPerSecond = 100;
    private InstantSource clock = InstantSource.system();

    LightningChargeBuilder() {}

    /**
     * Sets the node that is paid. It is believed: whoever answers for it decides what counts as paid.
     *
     * @param merchant for example {@code LightningBackend.LND.at(connection)}
     * @return this
     */
    public LightningChargeBuilder node(LightningNode merchant) {
        this.node = Objects.requireNonNull(merchant, "node");
        return this;
    }

    /**
     * Sets the network that the node has to be on.
     *
     * @param known for example {@link LightningNetwork#MAINNET}
     * @return this
     */
    public LightningChargeBuilder network(LightningNetwork known) {
        this.network = Objects.requireNonNull(known, "network");
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
        this.invoiceLifetime = Objects.requireNonNull(time, "invoiceLifetime");
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
        this.verifySettled = verify;
        return this;
    }

    /**
     * Sets how many unpaid invoices there may be at a time. While there are so many this rail isn't offered.
     *
     * @param most at least 1; 10,000 by default
     * @return this
     */
    public LightningChargeBuilder maxOpenInvoices(int most) {
        this.maxOpenInvoices = most;
        return this;
    }

    /**
     * Sets how many invoices are made in a second at most. Beyond that this rail isn't offered.
     *
     * @param most at least 1; 100 by default
     * @return this
     */
    public LightningChargeBuilder maxInvoicesPerSecond(int most) {
        this.maxInvoicesPerSecond = most;
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public LightningChargeBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * The payment method.
     *
     * @return ready to use
     * @throws ConfigurationException if something is missing or can't work
     */
    public LightningCharge build() {
        if (node == null) {
            throw new ConfigurationException(
                    "LightningCharge has no node; give it one, such as LightningBackend.LND.at(connection)");
        }
        if (network == null) {
            throw new ConfigurationException(
                    "LightningCharge has no network; give it the one that the node is on, such as LightningNetwork.MAINNET");
        }
        if (invoiceLifetime.compareTo(SHORTEST_LIFETIME) < 0
                || invoiceLifetime.compareTo(LONGEST_LIFETIME) > 0
                || invoiceLifetime.getNano() != 0) {
            throw new ConfigurationException("The invoice lifetime of LightningCharge is " + invoiceLifetime
                    + "; set it to whole seconds, from 10 seconds to 1 day");
        }
        if (maxOpenInvoices < 1 || maxInvoicesPerSecond < 1) {
            throw new ConfigurationException("The limits of LightningCharge are " + maxOpenInvoices
                    + " open invoices and " + maxInvoicesPerSecond + " per second; set each to at least 1");
        }
        return new LightningCharge(this, node, network);
    }

    ChallengeStore challengeStore() {
        return challengeStore == null ? new InMemoryChallengeStore(clock) : challengeStore;
    }

    Duration invoiceLifetime() {
        return invoiceLifetime;
    }

    boolean isSettlementVerified() {
        return verifySettled;
    }

    int maxOpenInvoices() {
        return maxOpenInvoices;
    }

    int maxInvoicesPerSecond() {
        return maxInvoicesPerSecond;
    }

    InstantSource clock() {
        return clock;
    }
}
