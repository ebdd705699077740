package org.mpp4j.tempo;

import java.util.Arrays;
import java.util.Locale;
import org.mpp4j.method.ConfigurationException;

/**
 * Who sends the transaction that pays (draft-tempo-charge section "Submission Modes").
 *
 * @since 0.1
 */
public enum TempoMode {
    /** The client signs it and this server sends it, so that it is paid only while there is somebody to deliver. */
    PULL,
    /** The client sends it and shows this server its hash, as wallets do that sign nothing they don't send. */
    PUSH;

    /**
     * Reads a setting.
     *
     * @param text {@code pull}, {@code push}, or both with a comma between
     * @return one or both
     * @throws ConfigurationException if the text is anything else
     */
    public static TempoMode[] parse(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(name -> switch (name.strip().toLowerCase(Locale.ROOT)) {
                    case "pull" -> PULL;
                    case "push" -> PUSH;
                    default ->
                        throw new ConfigurationException(
                                "The modes of TempoCharge are \"" + text + "\"; set them to pull, push or pull,push");
                })
                .toArray(TempoMode[]::new);
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
