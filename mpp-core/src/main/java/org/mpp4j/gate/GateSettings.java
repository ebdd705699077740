package org.mpp4j.gate;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.mpp4j.keys.ChallengeKeys;
import org.mpp4j.store.ReplayStore;

/** What a gate was built with, checked. */
record GateSettings(
        String realm,
        ChallengeKeys keys,
        ReplayStore replayStore,
        Listeners listeners,
        InstantSource clock,
        @Nullable Nonces nonces,
        Duration challengeLifetime,
        Duration undecidedRetention,
        @Nullable String credentialHeader,
        int maxCredentialLength,
        int answerLimit,
        boolean memoryOnly) {}
