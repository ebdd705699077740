package org.mpp4j.tempo.client;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.mpp4j.protocol.AcceptPayment;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.ChargeOrder;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.SessionSnapshot;
import org.mpp4j.tempo.internal.session.Voucher;

/**
 * Finds the channel that an earlier process has left open, of which only the server and the chain know (draft-tempo-session
 * sections "Session Snapshot" and "Bootstrap Preflight").
 *
 * <p>What a server says is believed as far as it doesn't matter. What was signed is what it has this account's voucher of; so it
 * can't make the client sign for more than it had signed before. Whose channel it is, and what is in it, says the chain.
 */
final class ChannelResumption {

    private final SessionSettings settings;
    private final Set<String> realms;

    /**
     * Looks for channels.
     *
     * @param realms where the account may be proved besides the realm that is the name of the host, in lower case
     */
    ChannelResumption(SessionSettings settings, Set<String> realms) {
        this.settings = settings;
        this.realms = Set.copyOf(realms);
    }

    /**
     * The channel that a challenge tells of, or else the server when it is asked.
     *
     * @return empty if there is none that can be gone on with
     * @throws IOException if the server doesn't answer
     */
    Optional<ChannelAccount> find(SessionOrder order, URI resource) throws IOException, InterruptedException {
        SessionSnapshot shown = order.details().snapshot();
        Optional<ChannelAccount> known = shown == null ? Optional.empty() : proven(order, shown);
        return known.isPresent() ? known : introduce(order, resource).flatMap(told -> proven(order, told));
    }

    /** Proves whose account it is, which costs nothing. */
    private Optional<SessionSnapshot> introduce(SessionOrder order, URI resource)
            throws IOException, InterruptedException {
        HttpRequest asking = HttpRequest.newBuilder(SessionCredentials.head(resource), (name, value) -> true)
                .setHeader(AcceptPayment.HEADER, "tempo/charge")
                .build();
        Answer<Void> asked = settings.http().sendForHeader(asking);
        if (!asked.isPaymentRequired()) {
            return Optional.empty();
        }
        Optional<Challenge> challenge = SessionOffers.challenges(asked.headers(), new ArrayList<>()).stream()
                .filter(each -> isIntroduction(each, order, resource))
                .findFirst();
        if (challenge.isEmpty()) {
            return Optional.empty();
        }
        String field = challenge.get().credentialHeader().orElse(PaymentAuthorization.HEADER);
        SessionCredentials.requireSendable(field);
        Answer<Void> told = settings.http()
                .sendForHeader(HttpRequest.newBuilder(asking, (name, value) -> true)
                        .setHeader(
                                field,
                                PaymentAuthorization.format(TempoPayer.proof(
                                        settings.signer(),
                                        order.details().contract().chainId(),
                                        challenge.get())))
                        .build());
        return told.isSuccess()
                ? told.headers().firstValue(SessionSnapshot.HEADER).flatMap(ChannelResumption::read)
                : Optional.empty();
    }

    /** Whether it asks for nothing but who it is, and for itself: what is good for another server could be passed on to it. */
    private boolean isIntroduction(Challenge challenge, SessionOrder order, URI resource) {
        try {
            ChargeOrder charge = ChargeOrder.of(challenge);
            return charge.isProof()
                    && charge.chainId() == order.details().contract().chainId()
                    && isOf(challenge.realm().toLowerCase(Locale.ROOT), resource);
        } catch (ProtocolException somethingElse) {
            return false;
        }
    }

    private boolean isOf(String realm, URI resource) {
        String host = resource.getHost() == null ? "" : resource.getHost().toLowerCase(Locale.ROOT);
        return realms.contains(realm) || realm.equals(host) || realm.equals(host + ":" + resource.getPort());
    }

    private static Optional<SessionSnapshot> read(String header) {
        try {
            return Optional.of(SessionSnapshot.parseHeader(header));
        } catch (ProtocolException unreadable) {
            return Optional.empty();
        }
    }

    /** The channel of a snapshot, as far as it is proven. */
    private Optional<ChannelAccount> proven(SessionOrder order, SessionSnapshot snapshot) {
        ChannelDescriptor channel = snapshot.descriptor();
        Voucher voucher = snapshot.highestVoucher();
        if (voucher == null
                || !snapshot.contract().equals(order.details().contract())
                || order.terms().problem(channel, snapshot.channelId()).isPresent()
                || !channel.payer().equals(settings.signer().address())
                || !channel.voucherSigner().equals(settings.signer().address())
                || !voucher.channelId().equals(snapshot.channelId())
                || !voucher.isSignedBy(settings.signer().address(), snapshot.contract())) {
            return Optional.empty();
        }
        BigInteger signed = voucher.cumulativeAmount();
        ChannelState state = settings.funding().state(snapshot.contract(), snapshot.channelId());
        BigInteger spent = snapshot.spent().max(state.settled());
        return !state.exists()
                        || state.isClosing()
                        || signed.compareTo(state.deposit()) > 0
                        || spent.compareTo(signed) > 0
                ? Optional.empty()
                : Optional.of(ChannelAccount.resumed(snapshot.contract(), channel, state.deposit(), signed, spent));
    }
}
