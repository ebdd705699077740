package org.mpp4j.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.client.Allowance;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.client.TempoSessionClient;
import org.mpp4j.tempo.client.TempoSessionClientBuilder;
import org.mpp4j.tempo.client.TempoWallet;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelState;
import org.mpp4j.tempo.internal.session.ReserveCall;

/** A chain with what stands in for the reserve, mppx, and what there is to see of both. */
final class ReserveMarket implements AutoCloseable {

    private static final String RESERVE = ChannelContract.RESERVE.toString();
    private static final String CLOSED =
            Hex.encode(Keccak.hash("ChannelClosed(bytes32,address,address,uint96,uint96)"));

    private final Anvil chain = Anvil.start(Marketplace.MODERATO);
    private final Mppx mppx = Mppx.start();
    private final ReserveStandIn reserve = ReserveStandIn.on(chain, mppx);

    private ReserveMarket() {}

    static ReserveMarket open() {
        Optional<String> missing = NodeModules.missing();
        assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
        return new ReserveMarket();
    }

    Mppx mppx() {
        return mppx;
    }

    ReserveStandIn reserve() {
        return reserve;
    }

    BigInteger balance(Account account) {
        return chain.balance(Anvil.PATH_USD, account.address());
    }

    BigInteger inReserve() {
        return chain.balance(Anvil.PATH_USD, RESERVE);
    }

    ChannelState state(String channelId) {
        JsonObject call = JsonObject.builder()
                .put("to", RESERVE)
                .put("data", Hex.encode(ReserveCall.getChannelState(Bytes32.parse(channelId, "channel"))))
                .build();
        return ChannelState.decode(
                Hex.decode(chain.call("eth_call", call, "latest").requireString("result"), 96, "state"));
    }

    /** What went to the payee in total when the channel was closed: one amount, or none before. */
    List<BigInteger> captures(String channelId) {
        JsonObject question = JsonObject.builder()
                .put("fromBlock", "0x0")
                .put("toBlock", "latest")
                .put("address", RESERVE)
                .put("topics", List.of(CLOSED, channelId))
                .build();
        return chain.call("eth_getLogs", question).objects("result").stream()
                .map(log -> new BigInteger(log.requireString("data").substring(2, 66), 16))
                .toList();
    }

    /** All that an account has paid for its transactions so far, as the token's events tell it. */
    BigInteger fees(Account account) {
        return chain.fees(account);
    }

    /** A payer with the session manager of mppx. */
    MppxSession session(String maxDeposit) {
        return MppxSession.start(mppx, Account.PAYER, Marketplace.MODERATO, reserve.url(), maxDeposit);
    }

    /** Our own client of the same payer, whose fees don't change what it has of the currency. */
    TempoSessionClientBuilder client(Amount maxDeposit) {
        return TempoSessionClient.builder()
                .signer(TempoWallet.ofKey(Account.PAYER.key()))
                .chainId(Marketplace.MODERATO)
                .rpcUrl(reserve.url())
                .feeToken(TempoAddress.parse(MppxSeller.FEE_TOKEN))
                .limits(SpendingLimits.of(Allowance.of("tempo", Anvil.PATH_USD, Amount.ofBaseUnits(1_000))
                        .total(Amount.ofBaseUnits(20_000))))
                .maxUnitPrice(Amount.ofBaseUnits(1_000))
                .maxDeposit(maxDeposit)
                .maxUnitsAhead(1);
    }

    /** One of the same payer that has lost its state. */
    MppxSession bootstrappingSession(String maxDeposit) {
        return MppxSession.startBootstrapping(mppx, Account.PAYER, Marketplace.MODERATO, reserve.url(), maxDeposit);
    }

    @Override
    public void close() {
        reserve.close();
        mppx.close();
        chain.close();
    }
}
