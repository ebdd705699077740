package org.mpp4j.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.StreamCall;
import org.mpp4j.tempo.internal.session.StreamChannelState;

/** A chain with what stands in for the older contract of channels, where mppx believes it to be, and mppx. */
final class StreamMarket implements AutoCloseable {

    static final String CONTRACT = "0xe1c4d3dce17bc111181ddf716f75bae49e61a336";

    private static final String REQUEST_CLOSE = "0x6bf5fe6f";
    private static final int WORDS = 8;

    private final Anvil chain = Anvil.start(Marketplace.MODERATO);
    private final Mppx mppx = Mppx.start();

    private StreamMarket() {
        chain.call("anvil_setCode", CONTRACT, Solidity.code("StreamChannel", mppx));
    }

    static StreamMarket open() {
        Optional<String> missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        return new StreamMarket();
    }

    Anvil chain() {
        return chain;
    }

    BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    BigInteger inContract() {
        return chain.balance(Anvil.PATH_USD, CONTRACT);
    }

    StreamChannelState state(String channelId) {
        JsonObject call = JsonObject.builder()
                .put("to", CONTRACT)
                .put("data", Hex.encode(StreamCall.getChannel(Bytes32.parse(channelId, "channel"))))
                .build();
        return StreamChannelState.decode(
                Hex.decode(chain.call("eth_call", call, "latest").requireString("result"), WORDS * 32, "state"));
    }

    /** The payer asks for the end of a channel, on the chain only. */
    void requestClose(String channelId) {
        chain.transact(Account.PAYER.address(), CONTRACT, REQUEST_CLOSE + channelId.substring(2));
        chain.passTime(Duration.ofSeconds(1));
    }

    /** A payer with the session manager that mppx has for this contract. */
    MppxSession session(String maxDeposit) {
        return MppxSession.startLegacy(mppx, Account.PAYER, Marketplace.MODERATO, chain.url(), maxDeposit);
    }

    @Override
    public void close() {
        mppx.close();
        chain.close();
    }
}
