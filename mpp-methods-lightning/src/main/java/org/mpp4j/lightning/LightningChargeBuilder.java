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
    private static final Duration LONGEST_REUSE = Duration.ofMinutes(5);

    private @Nullable LightningNode node;
    private @Nullable LightningNetwork network;
    private @Nullable ChallengeStore challengeStore;
    private Duration invoiceLifetime = Duration.ofMinutes(6);
    private boolean verifySettled = true;
    private int maxOpenInvoices = 10_000;
    private int maxInvoicesPerSecond = 100;
    private int maxInvoicesPerClient = 600;
    private Duration clientPeriod = Duration.ofMinutes(1);
    private Duration longestReuse = Duration.ZERO;
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
        this.maxInvoicesPerClient = most;
        this.clientPeriod = Objects.requireNonNull(period, "period");
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
        requireClientSettings(node);
        return new LightningCharge(this, node, network);
    }

    private void requireClientSettings(LightningNode merchant) {
        if (maxInvoicesPerClient < 1
                || clientPeriod.compareTo(Duration.ofSeconds(1)) < 0
                || clientPeriod.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("The limit of LightningCharge for one client is " + maxInvoicesPerClient
                    + " invoices in " + clientPeriod + "; set it to at least 1 in a time from 1 second to 1 hour");
        }
        if (longestReuse.isNegative()
                || longestReuse.compareTo(LONGEST_REUSE) > 0
                || longestReuse.compareTo(invoiceLifetime) >= 0) {
            throw new ConfigurationException("LightningCharge is to send invoices again for " + longestReuse
                    + "; set that to at most 5 minutes, and to less than the invoice lifetime of " + invoiceLifetime);
        }
        if (!longestReuse.isZero() && !merchant.tellsSettlement()) {
            throw new ConfigurationException(
                    "LightningCharge is to send unpaid invoices again, but its node doesn't tell which are paid;"
                            + " leave out reuseUnpaidInvoices");
        }
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

    int maxInvoicesPerClient() {
        return maxInvoicesPerClient;
    }

    Duration clientPeriod() {
        return clientPeriod;
    }

    Duration longestReuse() {
        return longestReuse;
    }

    InstantSource clock() {
        return clock;
    }
}
