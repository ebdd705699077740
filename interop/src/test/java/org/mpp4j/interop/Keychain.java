package org.mpp4j.interop;

import java.time.Instant;

/** The contract in which {@link Account#PAYER} says which keys may sign for it. */
record Keychain(Anvil chain) {

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

    /** {@code revokeKey(address)}. */
    void revoke(Account key) {
        send("0x5ae7ab32" + word(key));
    }

    private static String word(Account account) {
        return "0".repeat(24) + account.address().substring(2);
    }

    private static String word(long number) {
        return String.format("%064x", number);
    }

    private void send(String data) {
        chain.transact(Account.PAYER.address(), ADDRESS, data);
    }
}
