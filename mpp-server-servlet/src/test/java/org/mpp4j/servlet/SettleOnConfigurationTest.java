package org.mpp4j.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.mpp4j.gate.PaymentGate;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.method.ConfigurationException;

/** Where payments settle, and what is kept back until then, has bounds. */
class SettleOnConfigurationTest {

    private final PaymentFilterBuilder filter = PaymentFilter.builder(
            PaymentGate.builder("shop.example", ChallengeKeys.of(Shop.SECRET)).build());

    @Test
    void aThreadPoolWithAnUnboundedQueueIsRefused() {
        ExecutorService unbounded = Executors.newFixedThreadPool(2);
        ExecutorService bounded = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(10));
        try {
            assertThatThrownBy(() -> filter.settleOn(unbounded))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage(
                            "The thread pool that payments are to settle on has an unbounded queue, in which they would"
                                    + " wait for ever behind those that hang; give it a bounded one, or take"
                                    + " settleOnOwnThreads(…)");
            assertThat(filter.settleOn(bounded).settings().settleOn()).isSameAs(bounded);
        } finally {
            unbounded.shutdownNow();
            bounded.shutdownNow();
        }
    }

    @Test
    void thereIsOnePlaceToSettle() {
        String message = "It is said already where payments settle; keep one of settleOn(…) and settleOnOwnThreads(…)";
        filter.settleOnOwnThreads(1);

        assertThatThrownBy(() -> filter.settleOn(Runnable::run))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> filter.settleOnOwnThreads(2))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> filter.settleOnOwnThreads(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("At least one payment has to settle at once, got 0");
        assertThatThrownBy(() -> filter.settleWithin(Duration.ofMillis(999)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Clients wait from 1 second to 1 hour for a payment to settle, got PT0.999S; 1 minute (PT1M) is"
                                + " the default");
        assertThatThrownBy(() -> filter.holdLimit(0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("What is kept back of an answer is at least one byte, got 0");
    }
}
