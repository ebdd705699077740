package org.mpp4j.tempo.internal.channel;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.session.SessionAccount.Status;
import org.mpp4j.session.SessionChange;
import org.mpp4j.store.StoreUnavailableException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.SessionSnapshot;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Tells payers how their channels stand (draft-tempo-session section "Session Snapshot"), and nobody else: what was spent is to be
 * seen nowhere on the chain. So whoever only names a channel, in the header {@code Payment-Session} for instance, is told
 * nothing. A challenge tells of the channel of a voucher that was just sent, good and not lower than all before, which is one that
 * only its payer has; lower ones may be on the chain for all to see. The voucher itself is given only to who has proved to be the
 * payer, as only a client that has lost everything needs it. Thread-safe.
 */
public final class ChannelSnapshots {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");

    /** Not that of channels, as nobody has to look after these. */
    private static final String PREFIX = "tempo-payer:";

    /** A time that is later than all others, and that every store can hold. */
    private static final Instant NEVER_DUE = Instant.parse("9000-01-01T00:00:00Z");

    private final ChannelRail rail;

    /** Of the channels of a rail. */
    public ChannelSnapshots(ChannelRail rail) {
        this.rail = rail;
    }

    /**
     * How a channel stands, without its voucher; empty if it can't be gone on with, or if that can't be told now.
     *
     * @param price in base units, of what the payer wants
     */
    public Optional<SessionSnapshot> of(String channelId, BigInteger price) {
        try {
            return snapshot(Bytes32.parse(channelId, "id of a channel"), price, false);
        } catch (StoreUnavailableException | ProtocolException untold) {
            LOG.log(Level.DEBUG, "A channel isn''t told of: {0}", untold.getMessage());
            return Optional.empty();
        }
    }

    /** How the channel stands that somebody opened last, with its voucher. Only for who has proved to be that payer. */
    public Optional<SessionSnapshot> ofPayer(TempoAddress payer) {
        return rail.accounts()
                .find(id(payer))
                .filter(SessionAccount::isOpen)
                .flatMap(pointer -> snapshot(Bytes32.parse(pointer.detail(), "id of a channel"), BigInteger.ZERO, true))
                .filter(snapshot -> snapshot.descriptor().payer().equals(payer));
    }

    private Optional<SessionSnapshot> snapshot(Bytes32 channelId, BigInteger price, boolean withVoucher) {
        return rail.accounts()
                .find(ChannelRail.id(channelId))
                .filter(SessionAccount::isOpen)
                .flatMap(account -> snapshot(account, channelId, price, withVoucher));
    }

    private Optional<SessionSnapshot> snapshot(
            SessionAccount account, Bytes32 channelId, BigInteger price, boolean withVoucher) {
        ChannelRecord record = rail.read(account);
        boolean isOurs = record.channel().channelId(rail.contract()).equals(channelId);
        if (!isOurs || record.chain().isClosing()) {
            return Optional.empty();
        }
        return Optional.of(new SessionSnapshot(
                rail.contract(),
                record.channel(),
                account.authorized(),
                // A lower voucher than the highest isn't taken, whatever it would cover.
                account.spent().add(price).max(account.authorized()),
                record.chain().deposit(),
                record.chain().settled(),
                account.spent(),
                Optional.of(account.units()),
                null,
                withVoucher ? new Voucher(channelId, account.authorized(), record.signature()) : null));
    }

    /** Takes note of which channel somebody has opened last. Without that note the next one is opened, so nothing is lost. */
    void remember(TempoAddress payer, Bytes32 channelId) {
        try {
            SessionAccount pointer = SessionAccount.open(id(payer), BigInteger.ZERO, channelId.toString(), NEVER_DUE);
            boolean unused = rail.accounts().update(pointer.id(), found -> SessionChange.to(pointer, true));
        } catch (StoreUnavailableException unavailable) {
            LOG.log(Level.WARNING, "It couldn''t be noted whose channel one is: {0}", unavailable.getMessage());
        }
    }

    /** Takes back the note of a channel that is over. */
    void forget(TempoAddress payer, Bytes32 channelId) {
        String id = id(payer);
        if (rail.accounts().find(id).isEmpty()) {
            return;
        }
        boolean isLast = rail.accounts()
                .update(
                        id,
                        found -> found.filter(pointer -> pointer.detail().equals(channelId.toString()))
                                .map(pointer -> SessionChange.to(pointer.in(Status.CLOSED), true))
                                .orElseGet(() -> SessionChange.none(false)));
        if (isLast) {
            rail.accounts().forget(id);
        }
    }

    /** Somebody may have channels of several merchants or tokens in one store. */
    private String id(TempoAddress payer) {
        ChannelTerms terms = rail.terms();
        byte[] hash = Keccak.hash(
                Long.toString(terms.contract().chainId()).getBytes(StandardCharsets.US_ASCII),
                terms.contract().address().bytes(),
                terms.recipient().bytes(),
                terms.currency().bytes(),
                terms.operator().bytes(),
                payer.bytes());
        return PREFIX + Hex.encode(hash);
    }
}
