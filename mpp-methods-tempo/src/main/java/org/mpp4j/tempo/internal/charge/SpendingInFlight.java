package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.sig.AccessKey;

/**
 * What access keys are spending at this moment, in transactions whose fees this server pays. The chain tells what is left of a
 * key's limit before them; a client could send many at once, of which the limit lasts for one. Thread-safe.
 */
final class SpendingInFlight {

    private record Spending(AccessKey key, Map<TempoAddress, BigInteger> amounts, Instant end) {}

    private final Map<String, Spending> byTransaction = new HashMap<>();

    /**
     * Adds what a transaction spends, to be called before the chain is asked what is left: so what is no longer in flight by
     * then is in the chain's answer.
     *
     * @param end when the transaction can't be mined any more
     * @return what the key spends in other transactions
     */
    synchronized Map<TempoAddress, BigInteger> add(
            String transaction, AccessKey key, Map<TempoAddress, BigInteger> amounts, Instant end, Instant now) {
        byTransaction.values().removeIf(spending -> spending.end().isBefore(now));
        Map<TempoAddress, BigInteger> others = new HashMap<>();
        byTransaction.forEach((id, spending) -> {
            if (!id.equals(transaction) && spending.key().equals(key)) {
                spending.amounts().forEach((token, amount) -> others.merge(token, amount, BigInteger::add));
            }
        });
        byTransaction.put(transaction, new Spending(key, Map.copyOf(amounts), end));
        return others;
    }

    /** The transaction is mined, or never will be. */
    synchronized void remove(String transaction) {
        byTransaction.remove(transaction);
    }
}
