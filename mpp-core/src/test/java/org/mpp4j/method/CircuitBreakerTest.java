package org.mpp4j.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private static final Instant START = Instant.parse("2026-11-22T15:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final CircuitBreaker breaker = new CircuitBreaker(now::get, 3, Duration.ofSeconds(10));

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    @Test
    void callsAreLetThroughUntilSeveralInARowHaveFailed() {
        fail(2);
        breaker.succeeded();
        fail(2);
        assertThat(breaker.letsThrough()).isTrue();
        assertThat(breaker.isOpen()).isFalse();

        fail(1);
        assertThat(breaker.letsThrough()).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void afterThePauseOneCallTries() {
        fail(3);
        now.set(START.plusSeconds(9));
        assertThat(breaker.letsThrough()).isFalse();

        now.set(START.plusSeconds(10));
        assertThat(breaker.letsThrough()).isTrue();
        assertThat(breaker.letsThrough()).isFalse();
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void aTryThatSucceedsLetsAllThrough() {
        fail(3);
        now.set(START.plusSeconds(10));
        assertThat(breaker.letsThrough()).isTrue();

        breaker.succeeded();

        assertThat(breaker.isOpen()).isFalse();
        assertThat(breaker.letsThrough()).isTrue();
    }

    @Test
    void aTryThatFailsStartsAnotherPause() {
        fail(3);
        now.set(START.plusSeconds(10));
        assertThat(breaker.letsThrough()).isTrue();
        now.set(START.plusSeconds(12));

        breaker.failed();

        now.set(START.plusSeconds(21));
        assertThat(breaker.letsThrough()).isFalse();
        now.set(START.plusSeconds(22));
        assertThat(breaker.letsThrough()).isTrue();
    }

    @Test
    void withoutAFailureThereIsNoBreaker() {
        assertThatThrownBy(() -> new CircuitBreaker(now::get, 0, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
