package org.mpp4j.client;

import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with.
 *
 * @param payers the best first
 * @param confirmation null to ask nobody
 * @param maxProofs how many proofs of identity one request may give
 * @param maxRedirects how many redirects are followed
 */
record ClientSettings(
        HttpClient http,
        List<Payer> payers,
        SpendingLimits limits,
        PaymentRules rules,
        @Nullable PaymentConfirmation confirmation,
        Patience patience,
        int maxProofs,
        int maxRedirects,
        InstantSource clock) {}
