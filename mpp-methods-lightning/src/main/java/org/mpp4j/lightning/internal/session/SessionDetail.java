package org.mpp4j.lightning.internal.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.internal.bolt11.InvalidInvoiceException;
import org.mpp4j.lightning.internal.bolt11.Invoice;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.session.SessionAccount;

/**
 * What is kept of a session besides its books. None of it is secret: of preimages and of the client's own secret only hashes
 * are kept.
 *
 * @param returnInvoice that gets what is left
 * @param openedBy the id of the challenge whose deposit opened it
 * @param binding the SHA-256 of the client's own secret, in hexadecimal digits; empty if it has none
 * @param topUps the payment hashes of all further deposits, in hexadecimal digits
 * @param seenUnits how many had been charged when somebody looked whether the session is still used
 * @param refund if the session is closed or being closed
 */
record SessionDetail(
        String returnInvoice,
        String openedBy,
        String binding,
        List<String> topUps,
        long seenUnits,
        @Nullable Refund refund) {

    private static final long FORMAT = 1;

    /** A record has room for so many. */
    static final int MOST_TOP_UPS = 500;

    SessionDetail {
        topUps = List.copyOf(topUps);
    }

    static SessionDetail opened(String returnInvoice, String openedBy, String binding) {
        return new SessionDetail(returnInvoice, openedBy, binding, List.of(), 0, null);
    }

    boolean hasTopUp(PaymentHash hash) {
        return topUps.contains(hash.hex());
    }

    SessionDetail withTopUp(PaymentHash hash) {
        List<String> more = new ArrayList<>(topUps);
        more.add(hash.hex());
        return new SessionDetail(returnInvoice, openedBy, binding, more, seenUnits, refund);
    }

    SessionDetail seen(long units) {
        return new SessionDetail(returnInvoice, openedBy, binding, topUps, units, refund);
    }

    SessionDetail with(Refund next) {
        return new SessionDetail(returnInvoice, openedBy, binding, topUps, seenUnits, next);
    }

    Optional<Refund> maybeRefund() {
        return Optional.ofNullable(refund);
    }

    Invoice decodedReturnInvoice() {
        try {
            return Invoice.decode(returnInvoice);
        } catch (InvalidInvoiceException impossible) {
            throw new IllegalStateException("The return invoice was checked when the session was opened", impossible);
        }
    }

    String write() {
        JsonObject.Builder json = JsonObject.builder()
                .put("v", FORMAT)
                .put("return", returnInvoice)
                .put("by", openedBy)
                .put("bound", binding)
                .put("seen", seenUnits);
        if (!topUps.isEmpty()) {
            json.put("topUps", topUps); // what has no array is read in a fraction of the time
        }
        if (refund != null) {
            json.put("refund", refund.write());
        }
        return json.build().toCanonicalString();
    }

    static SessionDetail of(SessionAccount account) {
        JsonObject json = JsonObject.parse(account.detail());
        if (json.integer("v").orElse(0) != FORMAT) {
            throw new IllegalArgumentException(
                    "The record of a Lightning session has a format of a later version of this library; update this instance");
        }
        return new SessionDetail(
                json.requireString("return"),
                json.requireString("by"),
                json.requireString("bound"),
                json.strings("topUps"),
                json.integer("seen").orElse(0),
                json.object("refund").map(Refund::read).orElse(null));
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "SessionDetail";
    }
}
