package org.mpp4j.examples.paidapi;

import java.util.Optional;
import java.util.stream.Stream;
import org.mpp4j.lightning.LightningSession;
import org.mpp4j.lightning.LightningSessionBuilder;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.store.Stores;

/**
 * Sessions on Lightning, if {@code LN_SESSION_DEPOSIT} or another of its variables is set; they need the variables of
 * {@link LightningSettings}, too, with a credential that may spend.
 *
 * @param builder without stores
 */
record LightningSessionSettings(LightningSessionBuilder builder) {

    private static final long MOST_SATOSHI = 1_000_000;

    static Optional<LightningSessionSettings> from(Environment environment, Optional<LightningSettings> lightning) {
        if (Stream.of("DEPOSIT", "IDLE_TIMEOUT", "MAX_REFUND_FEE")
                .allMatch(name -> environment.optional("LN_SESSION_" + name).isEmpty())) {
            return Optional.empty();
        }
        LightningSettings node = lightning.orElseThrow(
                () -> new ConfigurationException(
                        "The environment variables LN_SESSION_... need a node; set LIGHTNING_BACKEND and what goes with it, too"));
        LightningSessionBuilder builder =
                LightningSession.builder().node(node.node()).network(node.network());
        environment
                .optional("LN_SESSION_DEPOSIT")
                .ifPresent(text ->
                        builder.depositUnits((int) environment.number("LN_SESSION_DEPOSIT", text, 1, MOST_SATOSHI)));
        environment.duration("LN_SESSION_IDLE_TIMEOUT").ifPresent(builder::idleTimeout);
        environment
                .optional("LN_SESSION_MAX_REFUND_FEE")
                .ifPresent(text -> builder.maxRefundFee(
                        environment.number("LN_SESSION_MAX_REFUND_FEE", text, 0, MOST_SATOSHI) * 1000, 0));
        LightningSessionSettings settings = new LightningSessionSettings(builder);
        Environment.named("LN_SESSION_...", () -> {
            builder.build().close(); // says now what is wrong
            return settings;
        });
        return Optional.of(settings);
    }

    LightningSession session(Stores stores) {
        return builder.stores(stores).build();
    }
}
