package org.mpp4j.tempo.internal.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mpp4j.store.LedgerEntry;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.tempo.SessionListener;
import org.mpp4j.tempo.internal.charge.PayerDid;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;

/** Tells of money that came out of channels: the merchant's book, and whoever listens. */
public final class Takings {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    private final long chainId;
    private final @Nullable PaymentLedger ledger;
    private final SessionListener listener;
    private final InstantSource clock;

    /**
     * Takings of channels on a chain.
     *
     * @param ledger where each is written down, or null for nowhere
     */
    public Takings(long chainId, @Nullable PaymentLedger ledger, SessionListener listener, InstantSource clock) {
        this.chainId = chainId;
        this.ledger = ledger;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Writes down what a transaction has brought out of one channel. The same once more changes nothing, so it comes before anything that keeps it from
     * being done again.
     */
    void write(ChannelDescriptor channel, Bytes32 channelId, BigInteger amount, Bytes32 transaction) {
        if (ledger == null || amount.signum() == 0) {
            return;
        }
        LedgerEntry entry = new LedgerEntry(
                "settled:tempo:" + chainId + ":" + transaction + ":" + channelId,
                LedgerEntry.Kind.SETTLED,
                clock.instant(),
                channelId.toString(),
                transaction.toString(),
                "tempo",
                "session",
                amount.toString(),
                channel.token().toString(),
                new PayerDid(chainId, channel.payer()).toString(),
                "session",
                0);
        // What comes out of a channel was delivered before.
        ledger.append(List.of(entry, entry.then(LedgerEntry.Kind.DELIVERED, entry.at(), 0)));
    }

    void tell(Consumer<SessionListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException bug) {
            LOG.log(
                    Level.ERROR,
                    "A listener of sessions failed: {0}",
                    bug.getClass().getName());
        }
    }
}
