package org.mpp4j.tempo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProblemType;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.tempo.internal.channel.ChannelActions;
import org.mpp4j.tempo.internal.channel.ChannelRail;
import org.mpp4j.tempo.internal.channel.ChannelSnapshots;
import org.mpp4j.tempo.internal.channel.Rounds;
import org.mpp4j.tempo.internal.session.SessionDetails;
import org.mpp4j.tempo.internal.session.SessionProblem;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/**
 * The payment method {@code tempo} with intent {@code session}: a client puts money into a channel once, and then pays each
 * request, or each token of a stream, with a voucher that it signs (draft-tempo-session, protocol {@code v2}: channels of the
 * reserve, TIP-1034; or {@code v1}, see {@link StreamContract}). A voucher needs no chain and takes as long as
 * its signature takes to look at.
 *
 * <p>What was spent is fetched from the chain when a client closes its channel, and by {@link #start} in the background when the
 * {@link SettlementPolicy} says so, or a payer wants to leave without a word. Without it what is owed in channels whose clients
 * never close them is lost.
 *
 * <p>Opening, putting more in and closing block until the transaction is mined, or the deadline is over; vouchers block only once
 * in a while, to ask the chain whether the channel is still there. Thread-safe.
 *
 * @since 0.1
 */
public final class TempoSession implements PaymentMethod, AutoCloseable {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration CONFIGURATION_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final String DEFAULT_UNIT = "request";

    /** What differs from one challenge to the next, or is advice. */
    private static final String[] OF_NO_MATTER = {
        "suggestedDeposit",
        "methodDetails.feePayer",
        "methodDetails.feeToken",
        "methodDetails.channelId",
        "methodDetails.sessionSnapshot",
        "methodDetails.minVoucherDelta"
    };

    /** What a {@link TempoSessionBuilder} has made. */
    record Parts(
            ChannelRail rail,
            ChannelActions actions,
            Rounds rounds,
            SessionDetails details,
            String currencyText,
            String recipientText,
            @Nullable Price suggestedDeposit,
            String nodeName,
            @Nullable Sponsor sponsor,
            ChannelSnapshots snapshots,
            @Nullable TempoIntroduction introduction,
            boolean keepsInMemory) {}

    private final Parts parts;
    private final ChannelRail rail;
    private final RailWatch watch;

    TempoSession(Parts parts) {
        this.parts = parts;
        this.rail = parts.rail();
        this.watch = new RailWatch(rail.node(), parts.sponsor());
    }

    /**
     * Starts a method. A network, or else chain id, node and currency, and the account that fetches the money have to be given.
     *
     * @return an empty builder
     */
    public static TempoSessionBuilder builder() {
        return new TempoSessionBuilder();
    }

    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public String intent() {
        return "session";
    }

    @Override
    public boolean keepsSessions() {
        return true;
    }

    @Override
    public ProblemType problemType(ProblemType general) {
        return general.equals(ProblemType.INVALID_CHALLENGE) || general.equals(ProblemType.PAYMENT_EXPIRED)
                ? SessionProblem.CHALLENGE_NOT_FOUND
                : general;
    }

    @Override
    public Optional<PaymentMethod> introduction() {
        return Optional.ofNullable(parts.introduction());
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        terms.price().currency().ifPresent(currency -> requireOwn(terms.price(), currency));
        BigInteger amount = terms.amount(TempoNetwork.DECIMALS).baseUnits();
        if (amount.signum() == 0 || !rail.terms().contract().protocol().holds(amount)) {
            throw new ConfigurationException("The price " + terms.price()
                    + " can't be paid from a channel, which takes from one base unit to what it can hold; set another price for a"
                    + " unit, or offer it through another payment method");
        }
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", amount.toString())
                .put("currency", parts.currencyText())
                .put("recipient", parts.recipientText())
                .put("unitType", terms.unit().orElse(DEFAULT_UNIT))
                .put("methodDetails", parts.details().json());
        terms.suggestedDeposit()
                .or(() -> Optional.ofNullable(parts.suggestedDeposit()))
                .ifPresent(deposit -> request.put("suggestedDeposit", suggested(deposit, amount)));
        terms.description().ifPresent(description -> request.put("description", description));
        terms.externalId().ifPresent(reference -> request.put("externalId", reference));
        return new TempoSessionOffer(
                new TempoOffer(PaymentRequest.of(request.build()), watch::requireUp, OF_NO_MATTER),
                parts.details(),
                parts.snapshots());
    }

    private String suggested(Price deposit, BigInteger amount) {
        deposit.currency().ifPresent(currency -> requireOwn(deposit, currency));
        BigInteger units;
        try {
            units = deposit.toAmount(TempoNetwork.DECIMALS).baseUnits();
        } catch (IllegalArgumentException inexact) {
            throw new ConfigurationException(inexact.getMessage() + "; use fewer digits", inexact);
        }
        BigInteger least = rail.limits().minDeposit().max(amount);
        if (units.compareTo(least) < 0 || !rail.terms().contract().protocol().holds(units)) {
            throw new ConfigurationException("The suggested deposit " + deposit + " is less than the " + least
                    + " base units that a channel needs here, or more than it can hold; set another");
        }
        return units.toString();
    }

    private void requireOwn(Price price, String currency) {
        if (!currency.equalsIgnoreCase(parts.currencyText())) {
            throw new ConfigurationException("The price " + price + " is not in the token of this payment method, "
                    + parts.currencyText()
                    + ", the only currency of its channels; leave the currency out of the price, or add a TempoSession"
                    + " for the other token");
        }
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            return parts.actions().verify(attempt);
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
    }

    @Override
    public void checkConfiguration() {
        long chainId = rail.terms().contract().chainId();
        Optional<BigInteger> found = rail.node().chainId(CONFIGURATION_TIMEOUT);
        if (found.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "The Tempo node at {0} doesn''t tell its chain id now, so it couldn''t be checked to be {1}. Channels can''t"
                            + " be opened or closed until it answers.",
                    parts.nodeName(),
                    Long.toString(chainId));
        } else if (!found.get().equals(BigInteger.valueOf(chainId))) {
            throw new ConfigurationException("The Tempo node at " + parts.nodeName() + " is on chain " + found.get()
                    + ", but channels are to be on chain " + chainId
                    + "; correct the RPC URL, or the network or chain id");
        }
        if (parts.keepsInMemory()) {
            LOG.log(
                    Level.WARNING,
                    "The vouchers of TempoSession are kept in memory. What is owed is lost when this process ends; set store to"
                            + " one that lasts.");
        }
        if (parts.sponsor() != null) {
            parts.sponsor().checkBalance();
        }
    }

    /**
     * Begins to look after channels in the background, on this instance; once is enough, and on several instances it is shared
     * out. Ends with {@link #close}.
     *
     * @return this
     */
    public TempoSession start() {
        parts.rounds().start(PAUSE);
        return this;
    }

    /**
     * Looks once after all channels that are due, for an application with a scheduler of its own instead of {@link #start}.
     *
     * @return how many were due; the most at once is 400
     */
    public int lookAfterChannels() {
        return parts.rounds().makeOne();
    }

    /**
     * Fetches what is owed in all channels, as far as vouchers are spent completely. For the end of a process, after the last
     * request.
     *
     * @param time for all of it
     * @return in how many channels something was left that could have been fetched; it is when {@link #start} is called next
     */
    public int settleAll(Duration time) {
        return parts.rounds().settleAll(time);
    }

    /** Ends all streams that wait for vouchers, and what {@link #start} began. What is owed stays in the store. */
    @Override
    public void close() {
        parts.rounds().close();
        accounts().close();
    }

    SessionAccounts accounts() {
        return rail.accounts();
    }

    /** Chain, currency and recipient. */
    @Override
    public String toString() {
        return "TempoSession[chain " + rail.terms().contract().chainId() + ", " + parts.currencyText() + " to "
                + parts.recipientText() + "]";
    }
}
