package org.mpp4j.tempo;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.JsonObject;

/**
 * A part of a price that somebody else than the merchant gets, such as a platform's fee (draft-tempo-charge section "Split
 * Payments").
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class TempoSplit {

    /** How many splits one payment may have. */
    public static final int MOST = 10;

    private static final Pattern MEMO = Pattern.compile("0x[0-9a-fA-F]{64}");

    private final Amount amount;
    private final TempoAddress recipient;
    private final @Nullable String memo;

    private TempoSplit(Amount amount, TempoAddress recipient, @Nullable String memo) {
        this.amount = amount;
        this.recipient = recipient;
        this.memo = memo;
    }

    /**
     * A part of a price.
     *
     * @param amount in the token that is charged in, such as {@code "0.002"}; more than zero, with up to
     *     {@value TempoNetwork#DECIMALS} decimals
     * @param recipient who gets it
     * @return a split without a memo, whose transfer may have any
     * @throws ConfigurationException if the amount is not such an amount, or the recipient nobody
     */
    public static TempoSplit of(String amount, TempoAddress recipient) {
        Amount units;
        try {
            units = Price.of(amount).toAmount(TempoNetwork.DECIMALS);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    "The amount of a TempoSplit is \"" + amount + "\": " + wrong.getMessage()
                            + "; set it to one such as 0.002",
                    wrong);
        }
        if (units.isZero()) {
            throw new ConfigurationException(
                    "The amount of a TempoSplit is zero; set it to more, or leave the split out");
        }
        if (recipient.isZero()) {
            throw new ConfigurationException(
                    "The recipient of a TempoSplit is the zero address, which is nobody's; set it "
                            + "to the account that gets the " + amount);
        }
        return new TempoSplit(units, recipient, null);
    }

    /**
     * This split with a memo that its transfer has to have.
     *
     * @param text {@code 0x} and 64 hexadecimal digits
     * @return a copy
     * @throws ConfigurationException if the memo is anything else
     */
    public TempoSplit withMemo(String text) {
        if (!MEMO.matcher(text).matches()) {
            throw new ConfigurationException(
                    "The memo of a TempoSplit is \"" + text + "\"; set it to 0x and 64 hexadecimal digits");
        }
        return new TempoSplit(amount, recipient, text.toLowerCase(Locale.ROOT));
    }

    /**
     * How much.
     *
     * @return base units of the token, more than zero
     */
    public Amount amount() {
        return amount;
    }

    /**
     * Who gets it.
     *
     * @return an account
     */
    public TempoAddress recipient() {
        return recipient;
    }

    /**
     * The memo that the transfer has to have.
     *
     * @return 0x and 64 lower-case hexadecimal digits, if there is one
     */
    public Optional<String> memo() {
        return Optional.ofNullable(memo);
    }

    JsonObject json() {
        JsonObject.Builder split =
                JsonObject.builder().put("amount", amount.toString()).put("recipient", recipient.toString());
        memo().ifPresent(text -> split.put("memo", text));
        return split.build();
    }

    /** Why an amount can't be split like this, or null if it can. */
    static @Nullable String problem(List<TempoSplit> splits, Amount amount) {
        if (splits.isEmpty()) {
            return null;
        }
        Amount sum = splits.stream().map(TempoSplit::amount).reduce(Amount.ZERO, Amount::plus);
        return sum.compareTo(amount) < 0
                ? null
                : "its splits are " + sum + " base units together and it is " + amount + " in all";
    }

    /** Amount and recipient. */
    @Override
    public String toString() {
        return "TempoSplit[" + amount + " to " + recipient + "]";
    }
}
