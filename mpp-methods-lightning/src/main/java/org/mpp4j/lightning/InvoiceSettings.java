package org.mpp4j.lightning;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;

/** What the builders of charges and sessions have in common. Not thread-safe. */
final class InvoiceSettings {

    private static final Duration SHORTEST_LIFETIME = Duration.ofSeconds(10);
    private static final Duration LONGEST_LIFETIME = Duration.ofDays(1);

    private final String method;
    private @Nullable LightningNode node;
    private @Nullable LightningNetwork network;
    private Duration lifetime = Duration.ofMinutes(6);
    private boolean verifySettled = true;
    private int mostOpen = 10_000;
    private int mostPerSecond = 100;
    private int mostPerClient = 600;
    private Duration clientPeriod = Duration.ofMinutes(1);
    private InstantSource clock = InstantSource.system();

    /** Of a payment method with that name, as developers know it. */
    InvoiceSettings(String method) {
        this.method = method;
    }

    void node(LightningNode merchant) {
        node = Objects.requireNonNull(merchant, "node");
    }

    void network(LightningNetwork known) {
        network = Objects.requireNonNull(known, "network");
    }

    void lifetime(Duration time) {
        lifetime = Objects.requireNonNull(time, "invoiceLifetime");
    }

    void verifySettled(boolean verify) {
        verifySettled = verify;
    }

    void mostOpen(int most) {
        mostOpen = most;
    }

    void mostPerSecond(int most) {
        mostPerSecond = most;
    }

    void mostPerClient(int most, Duration period) {
        mostPerClient = most;
        clientPeriod = Objects.requireNonNull(period, "period");
    }

    void clock(InstantSource source) {
        clock = Objects.requireNonNull(source, "clock");
    }

    /** As they are now. */
    InvoiceTerms checked() {
        if (node == null) {
            throw new ConfigurationException(
                    method + " has no node; give it one, such as LightningBackend.LND.at(connection)");
        }
        if (network == null) {
            throw new ConfigurationException(
                    method + " has no network; give it the one that the node is on, such as LightningNetwork.MAINNET");
        }
        if (lifetime.compareTo(SHORTEST_LIFETIME) < 0
                || lifetime.compareTo(LONGEST_LIFETIME) > 0
                || lifetime.getNano() != 0) {
            throw new ConfigurationException("The invoice lifetime of " + method + " is " + lifetime
                    + "; set it to whole seconds, from 10 seconds to 1 day");
        }
        if (mostOpen < 1 || mostPerSecond < 1) {
            throw new ConfigurationException("The limits of " + method + " are " + mostOpen + " open invoices and "
                    + mostPerSecond + " per second; set each to at least 1");
        }
        if (mostPerClient < 1
                || clientPeriod.compareTo(Duration.ofSeconds(1)) < 0
                || clientPeriod.compareTo(Duration.ofHours(1)) > 0) {
            throw new ConfigurationException("The limit of " + method + " for one client is " + mostPerClient
                    + " invoices in " + clientPeriod + "; set it to at least 1 in a time from 1 second to 1 hour");
        }
        return new InvoiceTerms(
                node, network, lifetime, verifySettled, mostOpen, mostPerSecond, mostPerClient, clientPeriod, clock);
    }
}
