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
 * are kept. What every request needs stands before the rest, which is read only when it is asked for. Immutable.
 */
final class SessionDetail {

    /** A record has room for so many. */
    static final int MOST_TOP_UPS = 500;

    private static final String FORMAT = "2 ";
    private static final char OLD_FORMAT = '{';
    private static final int RADIX = Character.MAX_RADIX;

    /**
     * What only opening, topping up and closing are about.
     *
     * @param returnInvoice that gets what is left
     * @param openedBy the id of the challenge whose deposit opened it
     * @param topUps the payment hashes of all further deposits, in hexadecimal digits
     * @param refund if the session is closed or being closed
     */
    private record Deposits(
            String returnInvoice,
            String openedBy,
            List<String> topUps,
            @Nullable Refund refund) {

        static Deposits read(JsonObject json) {
            return new Deposits(
                    json.requireString("return"),
                    json.requireString("by"),
                    json.strings("topUps"),
                    json.object("refund").map(Refund::read).orElse(null));
        }

        String write() {
            JsonObject.Builder json =
                    JsonObject.builder().put("return", returnInvoice).put("by", openedBy);
            if (!topUps.isEmpty()) {
                json.put("topUps", topUps);
            }
            if (refund != null) {
                json.put("refund", refund.write());
            }
            return json.build().toCanonicalString();
        }
    }

    private final long seenUnits;
    private final String binding;
    private final String depositsText;
    private @Nullable Deposits deposits; // read when first asked for; a race reads it twice, to equal values

    private SessionDetail(long seenUnits, String binding, String depositsText) {
        this.seenUnits = seenUnits;
        this.binding = binding;
        this.depositsText = depositsText;
    }

    static SessionDetail opened(String returnInvoice, String openedBy, String binding) {
        return new SessionDetail(0, binding, new Deposits(returnInvoice, openedBy, List.of(), null).write());
    }

    /** How many units had been charged when somebody looked whether the session is still used. */
    long seenUnits() {
        return seenUnits;
    }

    /** The SHA-256 of the client's own secret, in hexadecimal digits; empty if it has none. */
    String binding() {
        return binding;
    }

    String returnInvoice() {
        return deposits().returnInvoice();
    }

    String openedBy() {
        return deposits().openedBy();
    }

    List<String> topUps() {
        return deposits().topUps();
    }

    Optional<Refund> maybeRefund() {
        return Optional.ofNullable(deposits().refund());
    }

    Invoice decodedReturnInvoice() {
        try {
            return Invoice.decode(returnInvoice());
        } catch (InvalidInvoiceException impossible) {
            throw new IllegalStateException("The return invoice was checked when the session was opened", impossible);
        }
    }

    private Deposits deposits() {
        Deposits read = deposits;
        if (read == null) {
            read = Deposits.read(JsonObject.parse(depositsText));
            deposits = read;
        }
        return read;
    }

    boolean hasTopUp(PaymentHash hash) {
        return topUps().contains(hash.hex());
    }

    SessionDetail withTopUp(PaymentHash hash) {
        Deposits now = deposits();
        List<String> more = new ArrayList<>(now.topUps());
        more.add(hash.hex());
        return with(new Deposits(now.returnInvoice(), now.openedBy(), more, now.refund()));
    }

    SessionDetail with(Refund next) {
        Deposits now = deposits();
        return with(new Deposits(now.returnInvoice(), now.openedBy(), now.topUps(), next));
    }

    private SessionDetail with(Deposits next) {
        return new SessionDetail(seenUnits, binding, next.write());
    }

    SessionDetail seen(long units) {
        return new SessionDetail(units, binding, depositsText);
    }

    /** Format, seen units, binding, and the rest to the end. */
    String write() {
        return FORMAT + Long.toString(seenUnits, RADIX) + ' ' + binding + ' ' + depositsText;
    }

    static SessionDetail of(SessionAccount account) {
        String text = account.detail();
        if (!text.isEmpty() && text.charAt(0) == OLD_FORMAT) {
            JsonObject json = JsonObject.parse(text);
            return new SessionDetail(json.integer("seen").orElse(0), json.requireString("bound"), text);
        }
        int seen = FORMAT.length();
        int binding = text.indexOf(' ', seen) + 1;
        int rest = text.indexOf(' ', binding) + 1;
        if (!text.startsWith(FORMAT) || binding == 0 || rest == 0) {
            throw new IllegalArgumentException(
                    "The record of a Lightning session has a format of a later version of this library; update this instance");
        }
        return new SessionDetail(
                Long.parseLong(text, seen, binding - 1, RADIX),
                text.substring(binding, rest - 1),
                text.substring(rest));
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "SessionDetail";
    }
}
