package org.mpp4j.interop;

import java.time.Instant;
import java.util.Arrays;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;

/** The contract in which {@link Account#PAYER} says which keys may sign for it. */
record Keychain(Anvil chain) {

    private static final String SET_ALLOWED_CALLS =
            Hex.encode(Arrays.copyOf(Keccak.hash("setAllowedCalls(address,(address,(bytes4,address[])[])[])"), 4));
    private static final String ADDRESS = "0xaAAAaaAA00000000000000000000000000000000";

    /** {@code authorizeKey(address,uint8,(uint64,bool,(address,uint256,uint64)[],bool,(address,(bytes4,address[])[])[]))}. */
    void authorize(Account key, Instant until) {
        send("0x980a6025" + word(key) + word(0) + word(0x60) + word(until.getEpochSecond()) + word(0) + word(0xa0)
                + word(1) + word(0xc0) + word(0) + word(0));
    }

    /** The same, but of a token it may spend only so much. */
    void authorize(Account key, Instant until, String token, long limit) {
        send("0x980a6025" + word(key) + word(0) + word(0x60) + word(until.getEpochSecond()) + word(1) + word(0xa0)
                + word(1) + word(0x120) + word(1) + "0".repeat(24) + token.substring(2) + word(limit) + word(0)
                + word(0));
    }

    /** {@code setAllowedCalls(address,(address,(bytes4,address[])[])[])}: any of a token, and nothing else. */
    void allowOnly(Account key, String token) {
        send(SET_ALLOWED_CALLS + word(key) + word(0x40) + word(1) + word(0x20) + word(token) + word(0x40) + word(0));
    }

    /** The same: transfers of a token with a memo to one account, and nothing else. */
    void allowOnly(Account key, String token, Account recipient) {
        send(SET_ALLOWED_CALLS + word(key) + word(0x40) + word(1) + word(0x20) + word(token) + word(0x40) + word(1)
                + word(0x20) + "95777d59" + "0".repeat(56) + word(0x40) + word(1) + word(recipient));
    }

    /** {@code revokeKey(address)}. */
    void revoke(Account key) {
        send("0x5ae7ab32" + word(key));
    }

    private static String word(Account account) {
        return word(account.address());
    }

    private static String word(String address) {
        return "0".repeat(24) + address.substring(2);
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private void send(String data) {
        chain.transact(Account.PAYER.address(), ADDRESS, data);
    }
}
