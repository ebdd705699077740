package org.mpp4j.tempo.internal.charge;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mpp4j.tempo.TempoAddress;

/**
 * An account as a DID: {@code did:pkh:eip155:<chain id>:<address>}.
 *
 * @param chainId as in EIP-155
 * @param address of the account
 */
public record PayerDid(long chainId, TempoAddress address) {

    private static final String PREFIX = "did:pkh:eip155:";
    private static final Pattern TEXT = Pattern.compile(PREFIX + "([1-9]\\d{0,17}):(0x[0-9a-fA-F]{40})");

    /** Whether a text claims to be such a DID. */
    public static boolean isClaimedBy(String text) {
        return text.startsWith(PREFIX);
    }

    /** Reads a DID, or empty if the text isn't one. */
    public static Optional<PayerDid> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PayerDid(Long.parseLong(matcher.group(1)), TempoAddress.parse(matcher.group(2))));
        } catch (IllegalArgumentException wrongChecksum) {
            return Optional.empty();
        }
    }

    /** The DID, the address with its checksum. */
    @Override
    public String toString() {
        return PREFIX + chainId + ":" + address;
    }
}
