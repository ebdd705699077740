package org.mpp4j.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which payment methods and intents a client can use, and which it likes better: the {@code Accept-Payment} field
 * (draft-httpauth-payment section "Client Payment Preferences").
 *
 * @since 0.1
 */
public final class AcceptPayment {

    /** The name of the request field. */
    public static final String HEADER = "Accept-Payment";

    private static final int MAX_RANGES = 64;
    private static final Pattern RANGE =
            Pattern.compile("(?<method>[a-z0-9:_-]+|\\*)\\s*/\\s*(?<intent>[A-Za-z0-9-]+|\\*)"
                    + "(?:\\s*;\\s*[qQ]\\s*=\\s*(?<q>0(?:\\.\\d{0,3})?|1(?:\\.0{0,3})?))?");

    private record Range(String method, String intent, int quality) {

        boolean covers(String otherMethod, String otherIntent) {
            return (method.equals("*") || method.equals(otherMethod))
                    && (intent.equals("*") || intent.equals(otherIntent));
        }

        int specificity() {
            return (method.equals("*") ? 0 : 1) + (intent.equals("*") ? 0 : 1);
        }
    }

    private final List<Range> ranges;

    private AcceptPayment(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Reads the values of all {@code Accept-Payment} fields.
     *
     * @param fieldValues none if the client sent no such field
     * @return the preferences; empty if there are none or they are malformed, which both mean that anything goes
     */
    public static Optional<AcceptPayment> parse(Iterable<String> fieldValues) {
        List<Range> ranges = new ArrayList<>();
        for (String value : fieldValues) {
            for (String part : value.split(",", -1)) {
                String range = part.strip();
                if (range.isEmpty()) {
                    continue;
                }
                Matcher matcher = RANGE.matcher(range);
                if (!matcher.matches() || ranges.size() == MAX_RANGES) {
                    return Optional.empty();
                }
                ranges.add(
                        new Range(matcher.group("method"), matcher.group("intent"), thousandths(matcher.group("q"))));
            }
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new AcceptPayment(List.copyOf(ranges)));
    }

    private static int thousandths(@org.jspecify.annotations.Nullable String q) {
        if (q == null || q.charAt(0) == '1') {
            return 1000;
        }
        String fraction = q.length() > 2 ? q.substring(2) : "";
        return Integer.parseInt((fraction + "000").substring(0, 3));
    }

    /**
     * How much the client likes a method and intent. The most specific range that covers both decides.
     *
     * @param method for example {@code tempo}
     * @param intent for example {@code charge}
     * @return the q-value in thousandths: 1000 is most wanted, 0 is not to be used or not mentioned
     */
    public int quality(String method, String intent) {
        Range best = null;
        for (Range range : ranges) {
            if (range.covers(method, intent)
                    && (best == null
                            || range.specificity() > best.specificity()
                            || range.specificity() == best.specificity() && range.quality() > best.quality())) {
                best = range;
            }
        }
        return best == null ? 0 : best.quality();
    }

    /** The field value, with the q-value of each range. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Range range : ranges) {
            out.append(out.length() == 0 ? "" : ", ")
                    .append(range.method())
                    .append('/')
                    .append(range.intent());
            if (range.quality() < 1000) {
                out.append(";q=0.")
                        .append(Integer.toString(1000 + range.quality()).substring(1));
            }
        }
        return out.toString();
    }
}
