package org.mpp4j.tempo;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.money.Price;
import org.mpp4j.session.SessionAccounts;
import org.mpp4j.store.InMemorySessionStore;
import org.mpp4j.store.PaymentLedger;
import org.mpp4j.store.SessionStore;
import org.mpp4j.tempo.internal.channel.ChannelActions;
import org.mpp4j.tempo.internal.channel.ChannelLimits;
import org.mpp4j.tempo.internal.channel.ChannelRail;
import org.mpp4j.tempo.internal.channel.MerchantSender;
import org.mpp4j.tempo.internal.channel.Rounds;
import org.mpp4j.tempo.internal.channel.Takings;
import org.mpp4j.tempo.internal.charge.AccessKeys;
import org.mpp4j.tempo.internal.charge.ProofCredential;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ChannelTerms;
import org.mpp4j.tempo.internal.session.SessionDetails;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/**
 * Builds a {@link TempoSession}. Not thread-safe.
 *
 * @since 0.1
 */
public final class TempoSessionBuilder {

    private static final String WHO = "TempoSession";

    private @Nullable TempoNetwork network;
    private @Nullable Long chainId;
    private List<URI> rpcUrls = List.of();
    private @Nullable String currency;
    private @Nullable String recipient;
    private @Nullable MerchantAccount account;
    private @Nullable SessionStore store;
    private @Nullable PaymentLedger ledger;
    private @Nullable FeePayer feePayer;
    private FeePayerPolicy feePayerPolicy = FeePayerPolicy.defaults();
    private FeePayerListener feePayerListener = new FeePayerListener() {};
    private SettlementPolicy settlement = SettlementPolicy.defaults();
    private SessionListener listener = new SessionListener() {};
    private @Nullable Price suggestedDeposit;
    private BigInteger minDeposit = BigInteger.ONE;
    private BigInteger minVoucherDelta = BigInteger.ZERO;
    private @Nullable StreamContract streamContract;
    private Duration stateAge = Duration.ofSeconds(5);
    private int badVouchersPerSecond = 10;
    private Duration deadline = Duration.ofSeconds(10);
    private InstantSource clock = InstantSource.system();
    private boolean bootstrap;

    TempoSessionBuilder() {}

    /**
     * Sets chain id, node and currency at once. Node and currency can be set otherwise besides.
     *
     * @param known for example {@link TempoNetwork#MAINNET}
     * @return this
     */
    public TempoSessionBuilder network(TempoNetwork known) {
        this.network = Objects.requireNonNull(known, "network");
        return this;
    }

    /**
     * Sets the chain that channels are on.
     *
     * @param id as in EIP-155
     * @return this
     */
    public TempoSessionBuilder chainId(long id) {
        this.chainId = id;
        return this;
    }

    /**
     * Sets the node that the chain is asked through. It is believed: whoever answers for it decides what counts as paid.
     *
     * @param url of its JSON-RPC, {@code https:}, or {@code http:} within a network you trust; never shown beyond its host
     * @return this
     */
    public TempoSessionBuilder rpcUrl(URI url) {
        return rpcUrls(List.of(url));
    }

    /**
     * Sets several nodes, which stand in for each other. Each is believed, as with {@link #rpcUrl}.
     *
     * @param urls of the JSON-RPC of nodes of one chain, preferred ones first
     * @return this
     */
    public TempoSessionBuilder rpcUrls(List<URI> urls) {
        this.rpcUrls = List.copyOf(urls);
        return this;
    }

    /**
     * Sets the token that channels are in.
     *
     * @param token the address of a TIP-20 token with {@value TempoNetwork#DECIMALS} decimals, sent to clients as it is
     *     written
     * @return this
     */
    public TempoSessionBuilder currency(String token) {
        this.currency = Objects.requireNonNull(token, "currency");
        return this;
    }

    /**
     * Sets who is paid.
     *
     * @param payee the address of the merchant's account, sent to clients as it is written; that of {@link #account} by
     *     default
     * @return this
     */
    public TempoSessionBuilder recipient(String payee) {
        this.recipient = Objects.requireNonNull(payee, "recipient");
        return this;
    }

    /**
     * Sets the account that closes channels and fetches what they owe, and pays the fees of that. If it isn't the recipient,
     * channels name it as their operator, which can fetch money for the recipient only. Those who have opened channels have
     * agreed to it, so money of channels that name another account can't be fetched by this one.
     *
     * @param merchant the account
     * @return this
     */
    public TempoSessionBuilder account(MerchantAccount merchant) {
        this.account = Objects.requireNonNull(merchant, "account");
        return this;
    }

    /**
     * Sets where vouchers are kept. Instances of one service share one. Everybody who keeps channels in it has the same chain,
     * token and recipient.
     *
     * @param sessions in memory by default, where what is owed is lost with the process
     * @return this
     */
    public TempoSessionBuilder store(SessionStore sessions) {
        this.store = Objects.requireNonNull(sessions, "store");
        return this;
    }

    /**
     * Sets the merchant's book, for an entry of each transaction that has brought money.
     *
     * @param book none by default
     * @return this
     */
    public TempoSessionBuilder ledger(PaymentLedger book) {
        this.ledger = Objects.requireNonNull(book, "ledger");
        return this;
    }

    /**
     * Has this server pay the fees of transactions that put money into channels. Customers who pay their own fees are served too.
     *
     * @param payer that pays them
     * @return this
     */
    public TempoSessionBuilder feePayer(FeePayer payer) {
        this.feePayer = Objects.requireNonNull(payer, "feePayer");
        return this;
    }

    /**
     * Sets what the fee payer pays at most.
     *
     * @param policy {@link FeePayerPolicy#defaults()} by default
     * @return this
     */
    public TempoSessionBuilder feePayerPolicy(FeePayerPolicy policy) {
        this.feePayerPolicy = Objects.requireNonNull(policy, "feePayerPolicy");
        return this;
    }

    /**
     * Sets who is told when the fee payer runs out of money.
     *
     * @param told nobody by default; it is logged anyway
     * @return this
     */
    public TempoSessionBuilder feePayerListener(FeePayerListener told) {
        this.feePayerListener = Objects.requireNonNull(told, "feePayerListener");
        return this;
    }

    /**
     * Sets when money is fetched from channels that nobody closes.
     *
     * @param policy {@link SettlementPolicy#defaults()} by default
     * @return this
     */
    public TempoSessionBuilder settlement(SettlementPolicy policy) {
        this.settlement = Objects.requireNonNull(policy, "settlement");
        return this;
    }

    /**
     * Sets who is told of money that comes out of channels, or doesn't.
     *
     * @param told nobody by default
     * @return this
     */
    public TempoSessionBuilder listener(SessionListener told) {
        this.listener = Objects.requireNonNull(told, "listener");
        return this;
    }

    /**
     * Sets what clients are advised to put into a channel, for offers that say nothing else.
     *
     * @param deposit a decimal amount, such as {@code 5}; nothing by default
     * @return this
     */
    public TempoSessionBuilder suggestedDeposit(String deposit) {
        this.suggestedDeposit = Price.of(deposit);
        return this;
    }

    /**
     * Sets what has to be put into a channel to open it. Fetching what a channel owes costs a fee, so those with next to nothing in
     * them aren't worth it.
     *
     * @param deposit a decimal amount, such as {@code 1}; by default the price of one unit
     * @return this
     */
    public TempoSessionBuilder minDeposit(String deposit) {
        this.minDeposit = ChainSettings.units(WHO, "minDeposit", deposit);
        return this;
    }

    /**
     * Sets how much higher a voucher has to be than the one before, which clients are told.
     *
     * @param delta a decimal amount, such as {@code 0.01}; anything by default
     * @return this
     */
    public TempoSessionBuilder minVoucherDelta(String delta) {
        this.minVoucherDelta = ChainSettings.units(WHO, "minVoucherDelta", delta);
        return this;
    }

    /**
     * Has channels of the older contract (protocol {@code v1}) instead of those of the reserve. A route may have an offer for each of
     * the two, through two methods with one store.
     *
     * @param contract none by default
     * @return this
     */
    public TempoSessionBuilder streamContract(StreamContract contract) {
        this.streamContract = Objects.requireNonNull(contract, "streamContract");
        return this;
    }

    /**
     * Sets how old what the chain said of a channel may be when a voucher is accepted. In that time a channel can be ended whose
     * vouchers are still taken; what they are for can be fetched for 15 minutes after its payer has asked for its end.
     *
     * @param age up to 5 minutes; 5 seconds by default
     * @return this
     */
    public TempoSessionBuilder chainStateAge(Duration age) {
        this.stateAge = Objects.requireNonNull(age, "chainStateAge");
        return this;
    }

    /**
     * Sets how many vouchers with a signature that isn't the right one are looked at for each channel. Others aren't counted.
     *
     * @param perSecond 10 by default
     * @return this
     */
    public TempoSessionBuilder badVouchersPerSecond(int perSecond) {
        this.badVouchersPerSecond = perSecond;
        return this;
    }

    /**
     * Sets how long one action may block. After that its outcome is unknown, and the client asks again.
     *
     * @param time from 100 milliseconds to 2 minutes; 10 seconds by default
     * @return this
     */
    public TempoSessionBuilder deadline(Duration time) {
        this.deadline = Objects.requireNonNull(time, "deadline");
        return this;
    }

    /**
     * Lets clients that have lost their state prove whose they are, with {@code HEAD} and a charge of nothing, and go on with the
     * channel they opened last instead of opening another. Each payer then takes a short record in the store.
     *
     * @return this
     */
    public TempoSessionBuilder bootstrap() {
        this.bootstrap = true;
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public TempoSessionBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * The method with these settings. Connects to nothing yet.
     *
     * @return a method
     * @throws ConfigurationException if a setting is missing or wrong
     */
    public TempoSession build() {
        ChainSettings chain = new ChainSettings(WHO, network, chainId, rpcUrls, currency);
        if (account == null) {
            throw new ConfigurationException(
                    "TempoSession has no account; set account to the one that fetches what channels owe, such as"
                            + " MerchantAccount.fromEnvironment(\"MERCHANT_KEY\")");
        }
        long id = chain.requireChainId();
        TempoAddress fetcher = account.address();
        String payee = recipient == null ? fetcher.toString() : recipient;
        TempoAddress paid = chain.requireAddress(payee, "recipient", "the account to be paid");
        TempoAddress token = chain.requireAddress(chain.requireCurrency(), "currency", "the TIP-20 token");
        SessionBounds.requireApart(paid, token);
        SessionBounds.require(deadline, stateAge, badVouchersPerSecond);
        KeyRecovery.requireAsConfigured();
        TempoAddress operator = fetcher.equals(paid) ? ChannelDescriptor.NOBODY : fetcher;
        List<URI> urls = chain.requireUrls();
        TempoNode node = new TempoNode(urls, deadline, clock);
        SessionStore sessions = store == null ? new InMemorySessionStore() : store;
        ChannelContract contract =
                streamContract == null ? ChannelContract.reserve(id) : streamContract.on(chain, id, operator);
        ChannelRail rail = new ChannelRail(
                new ChannelTerms(contract, paid, token, operator),
                new SessionAccounts(sessions),
                node,
                deadline,
                clock,
                new ChannelLimits(
                        minDeposit,
                        minVoucherDelta,
                        stateAge,
                        streamContract == null ? null : streamContract.mostAhead(),
                        badVouchersPerSecond,
                        settlement.lookEvery()));
        Sponsor sponsor =
                feePayer == null ? null : new Sponsor(feePayer, feePayerPolicy, feePayerListener, id, node, clock);
        Takings takings = new Takings(id, ledger, listener, clock);
        MerchantSender merchant = new MerchantSender(account, id, token, settlement.maxFeePerGas());
        ChannelActions actions = new ChannelActions(rail, sponsor, merchant, takings, bootstrap);
        return new TempoSession(new TempoSession.Parts(
                rail,
                actions,
                new Rounds(rail, actions.cashier(), merchant, takings, settlement),
                new SessionDetails(
                        contract,
                        sponsor != null,
                        null,
                        operator,
                        minVoucherDelta.signum() == 0 ? null : minVoucherDelta,
                        null,
                        null),
                chain.requireCurrency(),
                payee,
                suggestedDeposit,
                ChainSettings.hostAndPort(urls.get(0)),
                sponsor,
                actions.snapshots(),
                bootstrap
                        ? new TempoIntroduction(
                                id,
                                chain.requireCurrency(),
                                payee,
                                new ProofCredential(id, new AccessKeys(node, deadline, clock), clock),
                                actions.snapshots())
                        : null,
                sessions instanceof InMemorySessionStore));
    }
}
