package org.mpp4j.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The merchant's book: every payment that was settled, whether it was delivered, and what was given back. Entries are added,
 * never changed and never removed.
 *
 * <p>Methods throw {@link StoreUnavailableException} if the storage can't be reached. Implementations are thread-safe.
 *
 * @since 0.1
 */
public interface PaymentLedger {

    /**
     * Adds entries, all or none of them. One whose id is in the ledger already is passed over, so telling twice does no harm.
     *
     * @param entries in the order in which they happened
     */
    void append(List<LedgerEntry> entries);

    /**
     * Everything that happened under a reference.
     *
     * @param reference of a payment or a refund
     * @return in the order of time; none if nothing is known of it
     */
    List<LedgerEntry> byReference(String reference);

    /**
     * Everything that happened to the payment of a challenge.
     *
     * @param challengeId of the challenge
     * @return in the order of time; none if it wasn't paid
     */
    List<LedgerEntry> byChallenge(String challengeId);

    /**
     * What happened in a span of time, page by page.
     *
     * @param from the first moment
     * @param to the moment after the last
     * @param after the last entry of the page before; null for the first page
     * @param limit how many at most
     * @return in the order of time, then of id; fewer than the limit on the last page
     */
    List<LedgerEntry> between(Instant from, Instant to, @Nullable LedgerEntry after, int limit);

    /**
     * What was paid and not delivered: settled entries without a delivery and without a refund.
     *
     * @param settledBefore leaves out what may still be on its way
     * @param limit how many at most
     * @return settled entries, the oldest first
     */
    List<LedgerEntry> undelivered(Instant settledBefore, int limit);
}
