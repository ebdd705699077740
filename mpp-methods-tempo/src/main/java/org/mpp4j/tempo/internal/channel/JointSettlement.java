package org.mpp4j.tempo.internal.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.tempo.internal.channel.Cashier.Result;
import org.mpp4j.tempo.internal.channel.SentTransaction.Purpose;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.tx.TempoCall;

/**
 * Fetches money from several channels with one transaction, which costs one fee. The steps are those of {@link Cashier}, each done
 * for all of the channels before the next one: so the transaction is in the books of every channel when it is sent, and whoever
 * finds it in the books of one of them can find out what it did there without knowing of the others.
 */
final class JointSettlement {

    /** With more of them one that can't be settled, and so keeps the others from it, gets likelier. */
    static final int MOST = 16;

    private record Part(Bytes32 channelId, TempoCall call) {}

    private final ChannelRail rail;
    private final Cashier cashier;
    private final MerchantSender signer;

    JointSettlement(ChannelRail rail, Cashier cashier, MerchantSender signer) {
        this.rail = rail;
        this.cashier = cashier;
        this.signer = signer;
    }

    /**
     * Settles channels, as far as that can be done together.
     *
     * @return how it ended for those for which anything was tried; each of the others may be settled alone
     */
    Map<Bytes32, Result> settle(List<Bytes32> channels, Deadline deadline) {
        List<Part> parts = new ArrayList<>();
        for (Bytes32 channelId : channels) {
            Part part = part(channelId);
            if (part != null && parts.size() < MOST) {
                parts.add(part);
            }
        }
        if (parts.size() < 2) {
            return Map.of();
        }
        MerchantSender.Signed signed;
        try {
            TempoNode one = rail.node().one();
            signed = signer.sign(parts.stream().map(Part::call).toList(), one, deadline);
        } catch (NodeException nothingSent) {
            return Map.of(); // trying alone tells what is wrong
        }
        SentTransaction sent = new SentTransaction(Purpose.SETTLE, signed.hash(), signed.validBefore());
        return isBooked(parts, sent) ? send(parts, signed, sent, deadline) : Map.of();
    }

    /** What one channel has to do with it; null if it had better be looked at alone, as after a failure. */
    private @Nullable Part part(Bytes32 channelId) {
        Optional<SessionAccount> found = rail.accounts().find(ChannelRail.id(channelId));
        if (found.isEmpty() || !found.get().isOpen()) {
            return null;
        }
        ChannelRecord record = rail.read(found.get());
        SignedAmount voucher = record.settleable(found.get());
        return record.sent() != null || voucher == null || record.upkeep().failures() > 0
                ? null
                : new Part(channelId, cashier.settlement(record, channelId, voucher));
    }

    /** If somebody else has begun with one of the channels, nobody will ever see this transaction. */
    private boolean isBooked(List<Part> parts, SentTransaction sent) {
        List<Part> booked = new ArrayList<>();
        for (Part part : parts) {
            if (!cashier.book(part.channelId(), sent, Status.OPEN)) {
                booked.forEach(each -> cashier.strike(each.channelId(), sent));
                return false;
            }
            booked.add(part);
        }
        return true;
    }

    private Map<Bytes32, Result> send(
            List<Part> parts, MerchantSender.Signed signed, SentTransaction sent, Deadline deadline) {
        TransactionSender.Sent answer = cashier.send(signed, deadline);
        Map<Bytes32, Result> results = new LinkedHashMap<>();
        parts.forEach(part -> results.put(part.channelId(), cashier.outcome(part.channelId(), sent, answer)));
        return results;
    }
}
