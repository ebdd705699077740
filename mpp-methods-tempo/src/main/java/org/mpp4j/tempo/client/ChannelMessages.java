package org.mpp4j.tempo.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.client.SessionHttp.Answer;
import org.mpp4j.tempo.internal.client.SessionOrder;

/** Tells servers of sessions what isn't a request for anything: vouchers for streams, top-ups, the end. */
final class ChannelMessages {

    /** An answer, and the challenge that it is the answer to. */
    record Posted(Answer<Void> answer, SessionOrder order) {}

    private final SessionSettings settings;

    ChannelMessages(SessionSettings settings) {
        this.settings = settings;
    }

    /** Sends it. If the challenge is too old for the server, it is sent with a new one. */
    Posted post(SessionOrder order, ChannelAccount channel, URI resource, JsonObject payload)
            throws IOException, InterruptedException {
        HttpRequest bare = SessionCredentials.bare(resource);
        Answer<Void> answer = settings.http().sendForHeader(SessionCredentials.paid(bare, order, channel, payload));
        if (!answer.isPaymentRequired()) {
            return new Posted(answer, order);
        }
        SessionOrder fresh = settings.offers().choose(answer.headers(), bare, order);
        return new Posted(settings.http().sendForHeader(SessionCredentials.paid(bare, fresh, channel, payload)), fresh);
    }
}
