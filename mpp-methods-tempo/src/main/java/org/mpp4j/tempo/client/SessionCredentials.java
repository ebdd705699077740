package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.tempo.internal.client.SessionOrder;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.SessionSnapshot;
import org.mpp4j.tempo.internal.session.Voucher;

/** Writes what answers the challenge of a session (draft-tempo-session section "Payload Actions"). */
final class SessionCredentials {

    /** The server waits for the chain where it opens, tops up or closes. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private SessionCredentials() {}

    static Voucher voucher(CheckedSigner signer, ChannelAccount channel, BigInteger cumulative) {
        byte[] hash = channel.contract().voucherHash(channel.channelId(), cumulative);
        return new Voucher(channel.channelId(), cumulative, RlpBytes.of(signer.sign(hash)));
    }

    static JsonObject open(ChannelFunding.Signed signed, Voucher voucher) {
        return action("open", signed.channel(), voucher.json().toBuilder())
                .put("type", "transaction")
                .put("transaction", signed.transaction())
                .put("authorizedSigner", signed.channel().authorizedSigner().toString())
                .build();
    }

    static JsonObject topUp(ChannelFunding.Signed signed, ChannelAccount channel, BigInteger amount) {
        return action(
                        "topUp",
                        signed.channel(),
                        JsonObject.builder()
                                .put("channelId", channel.channelId().toString()))
                .put("type", "transaction")
                .put("transaction", signed.transaction())
                .put("additionalDeposit", amount.toString())
                .build();
    }

    static JsonObject use(ChannelAccount channel, Voucher voucher) {
        return action("voucher", channel.descriptor(), voucher.json().toBuilder())
                .build();
    }

    static JsonObject close(ChannelAccount channel, Voucher voucher) {
        return action("close", channel.descriptor(), voucher.json().toBuilder()).build();
    }

    private static JsonObject.Builder action(String name, ChannelDescriptor channel, JsonObject.Builder members) {
        return members.put("action", name).put("descriptor", channel.json());
    }

    /** A request with the answer to a challenge. */
    static HttpRequest paid(HttpRequest request, SessionOrder order, ChannelAccount channel, JsonObject payload) {
        String source = "did:pkh:eip155:" + channel.contract().chainId() + ":"
                + channel.descriptor().payer();
        String field = order.field();
        HttpRequest.Builder paid = HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase(field));
        setChannel(paid, request, channel);
        return paid.setHeader(field, PaymentAuthorization.format(Credential.of(order.challenge(), source, payload)))
                .build();
    }

    /** Names the channel, by which a server finds what it knows of it. */
    static void setChannel(HttpRequest.Builder named, HttpRequest request, ChannelAccount channel) {
        if (request.headers().firstValue(SessionSnapshot.CHANNEL_HEADER).isEmpty()) {
            named.setHeader(SessionSnapshot.CHANNEL_HEADER, channel.channelId().toString());
        }
    }

    /** A request that asks for nothing, to carry a credential. */
    static HttpRequest bare(URI resource) {
        return HttpRequest.newBuilder(resource)
                .POST(HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
    }

    /** A request that asks for nothing, where those of the other kind aren't for sale. */
    static HttpRequest head(URI resource) {
        return HttpRequest.newBuilder(resource)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .timeout(PATIENCE)
                .build();
    }

    /** Asked before anything is signed: what can't be sent shouldn't be. */
    static void requireSendable(String field) {
        try {
            HttpRequest.newBuilder().setHeader(field, "Payment");
        } catch (IllegalArgumentException reserved) {
            throw new PaymentFailedException(
                    "The challenge asks for the credential in a field that can't carry it", false);
        }
    }
}
