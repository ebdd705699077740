package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mpp4j.client.SpendingLimits;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.client.PaymentDraft;
import org.mpp4j.tempo.internal.rpc.PayerNode;

/**
 * Builds a {@link TempoSessionClient}. Signer, network, {@link #limits}, {@link #maxUnitPrice} and {@link #maxDeposit} have to be
 * given: there is no amount of money that is right for everybody. Not thread-safe.
 *
 * @since 0.1
 */
public final class TempoSessionClientBuilder {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String WHO = "TempoSessionClient";

    private final ChainSettings chain = new ChainSettings(WHO);
    private @Nullable TempoSigner signer;
    private @Nullable SpendingLimits limits;
    private @Nullable Amount maxUnitPrice;
    private @Nullable Amount maxDeposit;
    private @Nullable Amount deposit;
    private @Nullable TempoAddress feeToken;
    private @Nullable HttpClient http;
    private ChannelKeeper keeper = ChannelKeeper.inMemory();
    private InstantSource clock = InstantSource.system();
    private Set<TempoAddress> recipients = Set.of();
    private long maxUnitsAhead = 100;
    private boolean plainHttp;
    private @Nullable Set<String> resumesIn;
    private BigInteger maxFeePerGas = BigInteger.valueOf(50_000_000_000L);

    TempoSessionClientBuilder() {}

    /**
     * Sets the account that pays, and signs the vouchers.
     *
     * @param account for example a {@link TempoWallet}
     * @return this
     */
    public TempoSessionClientBuilder signer(TempoSigner account) {
        this.signer = Objects.requireNonNull(account, "signer");
        return this;
    }

    /**
     * Sets chain and node at once. The node can be set otherwise besides.
     *
     * @param known for example {@link TempoNetwork#MODERATO}
     * @return this
     */
    public TempoSessionClientBuilder network(TempoNetwork known) {
        chain.network(known);
        return this;
    }

    /**
     * Sets the chain that is paid on. Challenges for others aren't answered.
     *
     * @param id as in EIP-155
     * @return this
     */
    public TempoSessionClientBuilder chainId(long id) {
        chain.chainId(id);
        return this;
    }

    /**
     * Sets the node that tells the time of the latest block, the price of gas, and of channels where a server doesn't.
     *
     * @param url of its JSON-RPC, {@code https:}, or {@code http:} within a network you trust
     * @return this
     */
    public TempoSessionClientBuilder rpcUrl(URI url) {
        chain.rpcUrl(url);
        return this;
    }

    /**
     * Sets what may be spent, and in which currencies: what vouchers are signed for counts as spent. An allowance's limit for one
     * request is one for what a single voucher may add. They can be shared with other clients.
     *
     * @param most the limits
     * @return this
     */
    public TempoSessionClientBuilder limits(SpendingLimits most) {
        this.limits = Objects.requireNonNull(most, "limits");
        return this;
    }

    /**
     * Sets the most that a unit may cost, such as a request or a token.
     *
     * @param most in base units
     * @return this
     */
    public TempoSessionClientBuilder maxUnitPrice(Amount most) {
        this.maxUnitPrice = Objects.requireNonNull(most, "maxUnitPrice");
        return this;
    }

    /**
     * Sets the most that is in all channels of a currency together. It can't be used otherwise until a channel is closed.
     *
     * @param most in base units
     * @return this
     */
    public TempoSessionClientBuilder maxDeposit(Amount most) {
        this.maxDeposit = Objects.requireNonNull(most, "maxDeposit");
        return this;
    }

    /**
     * Sets what is put into a channel at a time. By default what the server suggests, or 100 units; never more than
     * {@link #maxDeposit} leaves.
     *
     * @param amount in base units
     * @return this
     */
    public TempoSessionClientBuilder deposit(Amount amount) {
        this.deposit = Objects.requireNonNull(amount, "deposit");
        return this;
    }

    /**
     * Sets who may be paid. By default anybody.
     *
     * @param allowed not empty
     * @return this
     */
    public TempoSessionClientBuilder recipients(Collection<TempoAddress> allowed) {
        if (allowed.isEmpty()) {
            throw new ConfigurationException(
                    "The recipients of " + WHO + " are none; name one, or leave them out to pay anybody");
        }
        this.recipients = Set.copyOf(allowed);
        return this;
    }

    /**
     * Sets how many units a server may have authorized without having delivered anything for them: what is lost at most to one that
     * takes and doesn't give. A stream that charges many units for one event needs as many.
     *
     * @param units 1 or more; 100 by default
     * @return this
     */
    public TempoSessionClientBuilder maxUnitsAhead(long units) {
        this.maxUnitsAhead = units;
        return this;
    }

    /**
     * Sets where channels are kept. By default in memory, and then only servers ({@link #resume}) and the chain know of them after a
     * restart.
     *
     * @param where of this client alone
     * @return this
     */
    public TempoSessionClientBuilder keeper(ChannelKeeper where) {
        this.keeper = Objects.requireNonNull(where, "keeper");
        return this;
    }

    /**
     * Asks a server for the channel that this account has left open there, before another one is opened or closed: for clients
     * whose {@link #keeper} may be lost. Two requests prove to it whose account it is. It is gone on with if it is this account's
     * and on the terms of the challenge, if the chain says so, and only from a voucher that this account has signed. As with a
     * keeper, one client at a time may use the account at a server.
     *
     * @param realms where the account may be proved, besides the realm that is the name of the host: whoever passes on the
     *     challenge of another server could go there with the proof
     * @return this
     */
    public TempoSessionClientBuilder resume(String... realms) {
        this.resumesIn =
                Stream.of(realms).map(realm -> realm.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        return this;
    }

    /**
     * Sets what fees are paid in, where the server doesn't pay them. By default what the account has chosen on the chain.
     *
     * @param token a TIP-20 token
     * @return this
     */
    public TempoSessionClientBuilder feeToken(TempoAddress token) {
        this.feeToken = Objects.requireNonNull(token, "feeToken");
        return this;
    }

    /**
     * Sets the most that a unit of gas may cost. Opening a channel takes up to 1.5 million, so the default of 50 billion comes to
     * 0.075 USD.
     *
     * @param attodollars 10<sup>-18</sup> USD, positive
     * @return this
     */
    public TempoSessionClientBuilder maxFeePerGas(long attodollars) {
        this.maxFeePerGas = BigInteger.valueOf(attodollars);
        return this;
    }

    /**
     * Sets what sends the requests.
     *
     * @param client that follows no redirects: they could lead a voucher elsewhere
     * @return this
     */
    public TempoSessionClientBuilder httpClient(HttpClient client) {
        this.http = Objects.requireNonNull(client, "httpClient");
        return this;
    }

    /**
     * Allows to pay over plain HTTP to other machines, where everybody between can read and use what is sent. For networks you
     * trust.
     *
     * @return this
     */
    public TempoSessionClientBuilder allowPlainHttp() {
        this.plainHttp = true;
        return this;
    }

    /**
     * Sets the clock that the end of challenges is held against.
     *
     * @param source of the time
     * @return this
     */
    public TempoSessionClientBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * The client, with all channels that its keeper has. Connects to nothing yet.
     *
     * @return a client
     * @throws ConfigurationException if a setting is missing or wrong, or the keeper has something else than channels
     */
    public TempoSessionClient build() {
        if (maxFeePerGas.signum() <= 0) {
            throw new ConfigurationException(
                    "The highest price of gas of " + WHO + " is " + maxFeePerGas + "; set it to a positive number");
        }
        if (maxUnitsAhead < 1) {
            throw new ConfigurationException(
                    "The maxUnitsAhead of " + WHO + " is " + maxUnitsAhead + "; set it to 1 or more");
        }
        if (http != null && http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new ConfigurationException("The HTTP client of " + WHO
                    + " follows redirects, and would take vouchers along; build it with Redirect.NEVER");
        }
        if (deposit != null && deposit.isZero()) {
            throw new ConfigurationException("The deposit of " + WHO + " is zero; set it to what a channel needs");
        }
        CheckedSigner checked = new CheckedSigner(require(signer, "signer", "for example to a TempoWallet"));
        BigInteger price = require(maxUnitPrice, "maxUnitPrice", "to the most that a unit may cost")
                .baseUnits();
        BigInteger most = require(maxDeposit, "maxDeposit", "to the most that may be in channels")
                .baseUnits();
        long chainId = chain.requireChainId();
        PayerNode node = new PayerNode(chain.requireUrl(), LONGEST_CALL);
        SessionSettings settings = new SessionSettings(
                new SessionHttp(
                        http != null
                                ? http
                                : HttpClient.newBuilder()
                                        .connectTimeout(CONNECT_TIMEOUT)
                                        .build()),
                new SessionOffers(chainId, price, recipients, plainHttp, clock),
                checked,
                new ChannelFunding(checked, node, new PaymentDraft(null, feeToken, null, maxFeePerGas)),
                require(limits, "limits", "to what may be spent"),
                new ChannelDeposits(most),
                keeper,
                resumesIn,
                maxUnitsAhead,
                deposit == null ? null : deposit.baseUnits());
        try {
            return new TempoSessionClient(settings, chainId);
        } catch (ProtocolException notAChannel) {
            throw new ConfigurationException(
                    "The keeper of " + WHO + " has something else than channels; give each client a keeper of its own");
        }
    }

    private static <T> T require(@Nullable T setting, String name, String mend) {
        if (setting == null) {
            throw new ConfigurationException(WHO + " has no " + name + "; set it " + mend);
        }
        return setting;
    }
}
