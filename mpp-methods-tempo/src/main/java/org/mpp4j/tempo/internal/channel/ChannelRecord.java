package org.mpp4j.tempo.internal.channel;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.mpp4j.session.SessionAccount;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ChannelTerms;

/**
 * What is remembered of a channel besides the numbers of its {@link SessionAccount}, whose {@code authorized} is the amount of
 * the highest voucher. Kept as a short text, as there may be a million of them.
 *
 * @param channel what it is
 * @param chain what the chain said last
 * @param signature of the highest voucher
 * @param backed the highest voucher known to be spent completely, if it isn't the highest of all; null if there is none. A
 *     settlement takes all that a voucher is for, so only this one can be settled
 * @param upkeep for the one who looks after it
 * @param sent a transaction whose outcome isn't known, or the one that has closed the channel; null if there is none
 */
record ChannelRecord(
        ChannelDescriptor channel,
        ChannelState chain,
        RlpBytes signature,
        @Nullable SignedAmount backed,
        Upkeep upkeep,
        @Nullable SentTransaction sent) {

    private static final String FORMAT = "1";
    private static final String NONE = "-";
    private static final String PAYER = "=";
    private static final int RADIX = Character.MAX_RADIX;
    private static final int FIELDS = 15;

    static ChannelRecord opened(ChannelDescriptor channel, ChannelState chain, RlpBytes signature, Instant now) {
        return new ChannelRecord(channel, chain, signature, null, Upkeep.since(now), null);
    }

    /** What is owed: spent, and not fetched yet. */
    BigInteger owed(SessionAccount account) {
        return account.spent().subtract(chain.settled()).max(BigInteger.ZERO);
    }

    /** What ends the channel without taking more than was spent. */
    BigInteger capture(SessionAccount account) {
        return account.spent().max(chain.settled());
    }

    SignedAmount highest(SessionAccount account) {
        return new SignedAmount(account.authorized(), signature);
    }

    /** The voucher that can be settled without taking more than was spent; null if that would bring nothing. */
    @Nullable
    SignedAmount settleable(SessionAccount account) {
        SignedAmount best = account.available().signum() == 0 ? highest(account) : backed;
        return best == null || best.amount().compareTo(chain.settled()) <= 0 ? null : best;
    }

    /** Whether a voucher of that amount, or one that is here, is for exactly what is to be captured. */
    boolean canCapture(SessionAccount account, BigInteger amount) {
        BigInteger capture = capture(account);
        SignedAmount best = settleable(account);
        return amount.equals(capture)
                || capture.equals(chain.settled())
                || (best != null && best.amount().equals(capture));
    }

    /** What ends a channel of the older contract, which gives all that a voucher is for: the highest that is spent. */
    SignedAmount last(SessionAccount account) {
        SignedAmount best = settleable(account);
        // For no more than was settled, the contract wants to see no voucher.
        return best == null ? new SignedAmount(chain.settled(), signature) : best;
    }

    /** With a voucher to end the channel with, if it is for exactly what is to be captured. */
    ChannelRecord closedWith(SessionAccount account, SignedAmount last) {
        return last.amount().equals(capture(account)) && account.available().signum() > 0
                ? new ChannelRecord(channel, chain, signature, last, upkeep, sent)
                : this;
    }

    /** With a higher voucher than before. */
    ChannelRecord authorized(SessionAccount before, RlpBytes higher, Instant now) {
        return new ChannelRecord(channel, chain, higher, settleable(before), upkeep.active(now), sent);
    }

    /** Without a voucher that another one has made useless. */
    ChannelRecord tidied(SessionAccount account) {
        return backed != null && account.available().signum() == 0
                ? new ChannelRecord(channel, chain, signature, null, upkeep, sent)
                : this;
    }

    /** What is put in and given out only grows; whether the payer asks for the end may change. */
    ChannelRecord seen(ChannelState now) {
        ChannelState latest = new ChannelState(
                chain.settled().max(now.settled()), chain.deposit().max(now.deposit()), now.closeRequestedAt());
        return latest.equals(chain) ? this : new ChannelRecord(channel, latest, signature, backed, upkeep, sent);
    }

    ChannelRecord with(Upkeep next) {
        return new ChannelRecord(channel, chain, signature, backed, next, sent);
    }

    ChannelRecord withSent(@Nullable SentTransaction transaction) {
        return new ChannelRecord(channel, chain, signature, backed, upkeep, transaction);
    }

    /** The text of a {@link SessionAccount}. */
    String write() {
        StringBuilder text = new StringBuilder(320).append(FORMAT);
        put(text, encode(channel.payer().bytes()));
        put(text, encode(channel.salt().bytes()));
        TempoAddress signer = channel.authorizedSigner();
        put(text, signer.isZero() ? NONE : signer.equals(channel.payer()) ? PAYER : encode(signer.bytes()));
        put(text, encode(channel.expiringNonceHash().bytes()));
        put(text, chain.deposit().toString(RADIX));
        put(text, chain.settled().toString(RADIX));
        put(text, Long.toString(chain.closeRequestedAt(), RADIX));
        put(text, encode(signature.toArray()));
        put(text, backed == null ? NONE : backed.amount().toString(RADIX));
        put(text, backed == null ? NONE : encode(backed.signature().toArray()));
        put(text, Long.toString(upkeep.activeAt(), RADIX));
        put(text, upkeep.seenSpent().toString(RADIX));
        put(text, Long.toString(upkeep.settledAt(), RADIX));
        put(text, Integer.toString(upkeep.failures(), RADIX));
        if (sent != null) {
            put(text, sent.purpose().letter() + encode(sent.hash().bytes()));
            put(text, Long.toString(sent.validBefore(), RADIX));
        }
        return text.toString();
    }

    private static void put(StringBuilder text, String field) {
        text.append(' ').append(field);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads what {@link #write} has written, in this version or an earlier one.
     *
     * @param terms whose payee, token and operator the channel has
     * @throws IllegalArgumentException if it was written by a later version, or is none
     */
    static ChannelRecord read(SessionAccount account, ChannelTerms terms) {
        String[] fields = account.detail().split(" ", -1);
        if (!fields[0].equals(FORMAT) || (fields.length != FIELDS && fields.length != FIELDS + 2)) {
            throw new IllegalArgumentException(
                    "The record of a channel has a format of a later version of this library; update this instance");
        }
        TempoAddress payer = TempoAddress.of(decode(fields[1]));
        ChannelDescriptor channel = new ChannelDescriptor(
                payer,
                terms.recipient(),
                terms.operator(),
                terms.currency(),
                Bytes32.of(decode(fields[2])),
                fields[3].equals(NONE)
                        ? ChannelDescriptor.NOBODY
                        : fields[3].equals(PAYER) ? payer : TempoAddress.of(decode(fields[3])),
                Bytes32.of(decode(fields[4])));
        ChannelState chain = new ChannelState(number(fields[6]), number(fields[5]), Long.parseLong(fields[7], RADIX));
        SignedAmount backed =
                fields[9].equals(NONE) ? null : new SignedAmount(number(fields[9]), RlpBytes.of(decode(fields[10])));
        Upkeep upkeep = new Upkeep(
                Long.parseLong(fields[11], RADIX),
                number(fields[12]),
                Long.parseLong(fields[13], RADIX),
                Integer.parseInt(fields[14], RADIX));
        SentTransaction sent = fields.length == FIELDS
                ? null
                : new SentTransaction(
                        SentTransaction.Purpose.of(fields[15].charAt(0)),
                        Bytes32.of(decode(fields[15].substring(1))),
                        Long.parseLong(fields[16], RADIX));
        return new ChannelRecord(channel, chain, RlpBytes.of(decode(fields[8])), backed, upkeep, sent);
    }

    private static byte[] decode(String field) {
        return Base64.getUrlDecoder().decode(field);
    }

    private static BigInteger number(String field) {
        return new BigInteger(field, RADIX);
    }

    /** Nothing of the vouchers. */
    @Override
    public String toString() {
        return "ChannelRecord[" + chain + "]";
    }
}
