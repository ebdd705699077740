package org.mpp4j.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The {@code Accept-Payment} field of a client: what its payers can answer, the first best. */
final class AcceptedPayments {

    private static final int MOST_WANTED = 1000;
    private static final int LARGEST_STEP = 100;

    private AcceptedPayments() {}

    static String fieldValue(List<Payer> payers) {
        Set<String> ranges = new LinkedHashSet<>();
        payers.forEach(payer -> ranges.add(payer.method() + "/" + payer.intent()));
        int step = Math.min(LARGEST_STEP, (MOST_WANTED - 1) / ranges.size());
        StringBuilder field = new StringBuilder();
        int quality = MOST_WANTED;
        for (String range : ranges) {
            field.append(field.length() == 0 ? "" : ", ").append(range);
            if (quality < MOST_WANTED) {
                field.append(String.format(Locale.ROOT, ";q=0.%03d", quality).replaceAll("0+$", ""));
            }
            quality = Math.max(1, quality - step);
        }
        return field.toString();
    }
}
