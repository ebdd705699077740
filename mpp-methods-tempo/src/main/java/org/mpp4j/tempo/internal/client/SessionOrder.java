package org.mpp4j.tempo.internal.client;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelProtocol;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.SessionDetails;
import org.mpp4j.tempo.internal.session.SessionSnapshot;

/**
 * What the challenge of a session asks a payer for (draft-tempo-session section "Request Schema").
 *
 * @param challenge that was read
 * @param price of a unit, in base units, positive
 * @param currency the token
 * @param recipient who is paid
 * @param suggestedDeposit in base units, or null
 * @param details of the method
 */
public record SessionOrder(
        Challenge challenge,
        BigInteger price,
        TempoAddress currency,
        TempoAddress recipient,
        @Nullable BigInteger suggestedDeposit,
        SessionDetails details) {

    private static final ChannelProtocol PROTOCOL = ChannelProtocol.V2;

    /** Whether a challenge is one of a session on Tempo at all. */
    public static boolean isSession(Challenge challenge) {
        return challenge.method().equals("tempo") && challenge.intent().equals("session");
    }

    /**
     * Reads a challenge.
     *
     * @throws ProtocolException if it isn't one of a session in the reserve, or asks for what nobody should pay
     */
    public static SessionOrder of(Challenge challenge) {
        if (!isSession(challenge)) {
            throw new ProtocolException("The challenge isn't one of a session on Tempo");
        }
        JsonObject request = challenge.request().json();
        SessionDetails details = SessionDetails.read(challenge.request().methodDetails());
        // A contract of the server's choice could do anything with the money.
        if (!details.contract()
                .equals(ChannelContract.reserve(details.contract().chainId()))) {
            throw new ProtocolException("The challenge is for another contract than the channel reserve");
        }
        BigInteger price = PROTOCOL.parseAmount(request.requireString("amount"), "member \"amount\"");
        TempoAddress recipient = address(request, "recipient");
        if (price.signum() == 0 || recipient.isZero()) {
            throw new ProtocolException("The challenge is for nothing, or for nobody");
        }
        return new SessionOrder(
                challenge,
                price,
                address(request, "currency"),
                recipient,
                request.string("suggestedDeposit").isPresent()
                        ? PROTOCOL.parseAmount(request.requireString("suggestedDeposit"), "member \"suggestedDeposit\"")
                        : null,
                details);
    }

    private static TempoAddress address(JsonObject json, String name) {
        return TempoAddress.of(Hex.decodeExactly(json.requireString(name), 20, "member \"" + name + "\""));
    }

    /** The header field that the credential goes into. */
    public String field() {
        return challenge.credentialHeader().orElse(PaymentAuthorization.HEADER);
    }

    /** How much higher than the one before a voucher has to be, in base units. */
    public BigInteger minVoucherDelta() {
        BigInteger least = details.minVoucherDelta();
        return least == null ? BigInteger.ZERO : least;
    }

    /** Whether the challenge can be answered until then. */
    public boolean isValidAt(Instant moment) {
        return challenge.expiresAt().filter(end -> !moment.isBefore(end)).isEmpty();
    }

    /** What a channel has to be like. */
    public ChannelTerms terms() {
        return new ChannelTerms(details.contract(), recipient, currency, details.operator());
    }

    /** The snapshot of that channel, or null if the challenge has none of it. */
    public @Nullable SessionSnapshot snapshotOf(ChannelDescriptor channel) {
        return details.snapshot() != null && details.snapshot().descriptor().equals(channel)
                ? details.snapshot()
                : null;
    }

    /** What a voucher of that channel has to be for, as its snapshot says; null if the challenge has none. */
    public @Nullable BigInteger requiredFor(ChannelDescriptor channel) {
        SessionSnapshot snapshot = snapshotOf(channel);
        return snapshot == null ? null : snapshot.requiredCumulative();
    }
}
