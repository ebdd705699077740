package org.mpp4j.gate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.store.ChallengeStore;
import org.mpp4j.store.IdempotencyStore;
import org.mpp4j.store.InMemoryIdempotencyStore;
import org.mpp4j.store.InMemoryPaymentLedger;
import org.mpp4j.store.InMemoryReplayStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.ReplayStore;

/** What a gate was built with, checked. */
record GateSettings(
        String realm,
        ChallengeKeys keys,
        ReplayStore replayStore,
        IdempotencyStore answerStore,
        PaymentLedger ledger,
        @Nullable ChallengeStore challengeStore,
        Listeners listeners,
        InstantSource clock,
        LongSupplier ticker,
        @Nullable Nonces nonces,
        Duration challengeLifetime,
        Duration undecidedRetention,
        Duration claimLease,
        Duration reconcileEvery,
        Duration purgeEvery,
        int answerLimit,
        Duration answerRetention,
        @Nullable String credentialHeader,
        int maxCredentialLength) {

    /** Whether nothing outlives this process. */
    boolean isMemoryOnly() {
        return replayStore instanceof InMemoryReplayStore
                && answerStore instanceof InMemoryIdempotencyStore
                && ledger instanceof InMemoryPaymentLedger;
    }
}
