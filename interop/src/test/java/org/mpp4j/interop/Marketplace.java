package org.mpp4j.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** All who take part: a chain, paid-api that sells on it, a proxy between the two, and mppx that buys. */
final class Marketplace implements AutoCloseable {

    static final long MODERATO = 42431;
    static final long MAINNET = 4217;

    /** Until paid-api gives up on a payment for the moment. Payers sign for 25 seconds, so it can't be many of these. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    static final long FORTUNE = 10_000;
    static final long ECHO = 20_000;

    private final long chainId;
    private final Anvil chain;
    private final FaultProxy proxy;
    private final PaidApi api;
    private final Mppx mppx;

    private Marketplace(long chainId) {
        this.chainId = chainId;
        this.chain = Anvil.start(chainId);
        this.proxy = new FaultProxy(chain.url());
        Map<String, String> environment = PaidApi.environment(chainId, proxy.url());
        environment.put("TEMPO_DEADLINE", DEADLINE.toString());
        try {
            this.api = PaidApi.start(environment);
        } catch (RuntimeException failed) {
            proxy.close();
            chain.close();
            throw failed;
        }
        this.mppx = Mppx.start();
    }

    static Marketplace open(long chainId) {
        return new Marketplace(chainId);
    }

    long chainId() {
        return chainId;
    }

    Anvil chain() {
        return chain;
    }

    FaultProxy proxy() {
        return proxy;
    }

    PaidApi api() {
        return api;
    }

    URI url(String path) {
        return api.url(path);
    }

    /** The client of a payer. It talks to the node itself, not to the proxy, so faults and counts are only of paid-api. */
    Mppx.Payer payer(Account payer) {
        return mppx.payer(payer, chainId, chain.url());
    }

    Mppx.Payer payer() {
        return payer(Account.PAYER);
    }

    Mppx mppx() {
        return mppx;
    }

    /** How matters stand: what the merchant and the payer have, and how many transactions paid-api had sent. */
    record Books(BigInteger merchant, BigInteger payer, long sent) {}

    Books books() {
        return new Books(
                chain.balance(Anvil.PATH_USD, Account.MERCHANT.address()),
                chain.balance(Anvil.PATH_USD, Account.PAYER.address()),
                proxy.transactionsPassedOn());
    }

    /** Fails unless exactly that went from the payer to the merchant since then. */
    void assertPaidSince(Books before, long amount) {
        Books now = books();
        assertThat(now.merchant().subtract(before.merchant()))
                .as("what the merchant got")
                .isEqualTo(amount);
        assertThat(before.payer().subtract(now.payer()))
                .as("what the payer paid")
                .isEqualTo(amount);
    }

    /** Fails if anything was paid since then, or a transaction as much as sent. */
    void assertNothingSentSince(Books before) {
        assertThat(books()).isEqualTo(before);
    }

    @Override
    public void close() {
        mppx.close();
        api.close();
        proxy.close();
        chain.close();
    }
}
