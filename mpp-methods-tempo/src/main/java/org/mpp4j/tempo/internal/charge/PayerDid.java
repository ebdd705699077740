package org.mpp4j.tempo.internal.charge;

import java.util.Optional;
import org.mpp4j.tempo.TempoAddress;

/**
 * An account as a DID: {@code did:pkh:eip155:<chain id>:<address>}.
 *
 * @param chainId as in EIP-155
 * @param address of the account
 */
public record PayerDid(long chainId, TempoAddress address) {

    private static final String PREFIX = "did:pkh:eip155:";
    private static final int LONGEST_CHAIN_ID = 18;

    /** Whether a text claims to be such a DID. */
    public static boolean isClaimedBy(String text) {
        return text.startsWith(PREFIX);
    }

    /** Reads a DID, or empty if the text isn't one. */
    public static Optional<PayerDid> parse(String text) {
        int end = text.indexOf(':', PREFIX.length());
        if (!isClaimedBy(text) || !isChainId(text, PREFIX.length(), end)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new PayerDid(
                    Long.parseLong(text, PREFIX.length(), end, 10), TempoAddress.parse(text.substring(end + 1))));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private static boolean isChainId(String text, int start, int end) {
        if (end <= start || end - start > LONGEST_CHAIN_ID || text.charAt(start) == '0') {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The DID, the address with its checksum. */
    @Override
    public String toString() {
        return PREFIX + chainId + ":" + address;
    }
}
