package org.mpp4j.tempo.internal.refund;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.store.SessionRecord;
import org.mpp4j.store.SessionStore;

/**
 * Where it is written which transaction gives back what, before that transaction is sent. All refunds of one payment stand on one
 * page, which is replaced as a whole by whoever has seen its latest version: so two can't both take what is left, and no
 * transaction is sent but the one that is on the page. Pages stay for ever. Thread-safe.
 */
final class RefundBook {

    /** As many as fit into what a store keeps in one place, with much room left. */
    static final int MOST = 100;

    private static final long FORMAT = 1;

    /**
     * All refunds of a payment.
     *
     * @param challengeId of the challenge that was paid
     * @param version that the store knows it by, 0 if it isn't there yet
     */
    record Page(String challengeId, long version, List<BookedRefund> refunds) {

        Page {
            refunds = List.copyOf(refunds);
        }

        Optional<BookedRefund> find(String refundId) {
            return refunds.stream()
                    .filter(refund -> refund.refundId().equals(refundId))
                    .findFirst();
        }

        /** What is given back or may be. */
        BigInteger sum() {
            return refunds.stream().map(BookedRefund::amount).reduce(BigInteger.ZERO, BigInteger::add);
        }

        boolean hasTransaction(String hash) {
            return refunds.stream().anyMatch(refund -> refund.hash().equalsIgnoreCase(hash));
        }

        Page with(BookedRefund refund) {
            List<BookedRefund> all = new ArrayList<>(without(refund.refundId()).refunds);
            all.add(refund);
            return new Page(challengeId, version, all);
        }

        Page without(String refundId) {
            return new Page(
                    challengeId,
                    version,
                    refunds.stream()
                            .filter(refund -> !refund.refundId().equals(refundId))
                            .toList());
        }
    }

    private final SessionStore store;
    private final long chainId;

    RefundBook(SessionStore store, long chainId) {
        this.store = store;
        this.chainId = chainId;
    }

    Page read(String challengeId) {
        Optional<SessionRecord> found = store.find(pageKey(challengeId));
        if (found.isEmpty()) {
            return new Page(challengeId, 0, List.of());
        }
        JsonObject json = JsonObject.parse(found.get().value());
        if (json.integer("v").orElse(0) != FORMAT) {
            throw new IllegalStateException("The refunds of a payment are written down in another format than " + FORMAT
                    + ", by a later version of this software");
        }
        return new Page(
                challengeId,
                found.get().version(),
                json.objects("refunds").stream().map(BookedRefund::parse).toList());
    }

    /** Puts a page in the place of the version that it was made from. False if somebody else has replaced that. */
    boolean write(Page page) {
        String value = JsonObject.builder()
                .put("v", FORMAT)
                .put("refunds", page.refunds().stream().map(BookedRefund::json).toList())
                .build()
                .toCanonicalString();
        return store.compareAndSet(pageKey(page.challengeId()), page.version(), value, Instant.MAX);
    }

    /** Whether a refund's name is this payment's from now on, and not already another's. */
    boolean reserveName(String refundId, String challengeId) {
        String key = "tempo:refund-id:" + chainId + ":" + refundId;
        return store.compareAndSet(key, 0, challengeId, Instant.MAX)
                || store.find(key)
                        .filter(record -> record.value().equals(challengeId))
                        .isPresent();
    }

    private String pageKey(String challengeId) {
        return "tempo:refunds:" + chainId + ":" + challengeId;
    }
}
