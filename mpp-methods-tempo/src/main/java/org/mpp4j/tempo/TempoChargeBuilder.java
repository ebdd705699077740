package org.mpp4j.tempo;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.charge.Unconfirmed;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.sponsor.Sponsor;

/**
 * Builds a {@link TempoCharge}. Not thread-safe.
 *
 * @since 0.1
 */
public final class TempoChargeBuilder {

    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(100);
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(2);

    /** The largest whole number that every JSON reader takes exactly. */
    private static final long LARGEST_CHAIN_ID = (1L << 53) - 1;

    private @Nullable TempoNetwork network;
    private @Nullable Long chainId;
    private List<URI> rpcUrls = List.of();
    private @Nullable FeePayer feePayer;
    private FeePayerPolicy feePayerPolicy = FeePayerPolicy.defaults();
    private FeePayerListener feePayerListener = new FeePayerListener() {};
    private boolean simulates = true;
    private @Nullable OptimisticPolicy optimistic;
    private @Nullable String currency;
    private @Nullable String recipient;
    private @Nullable String externalId;
    private Duration deadline = Duration.ofSeconds(10);
    private InstantSource clock = InstantSource.system();
    private Set<TempoMode> modes = EnumSet.allOf(TempoMode.class);

    TempoChargeBuilder() {}

    /**
     * Sets chain id, node and currency at once. Node and currency can be set otherwise besides.
     *
     * @param known for example {@link TempoNetwork#MAINNET}
     * @return this
     */
    public TempoChargeBuilder network(TempoNetwork known) {
        this.network = Objects.requireNonNull(known, "network");
        return this;
    }

    /**
     * Sets the chain that is paid on.
     *
     * @param id as in EIP-155
     * @return this
     */
    public TempoChargeBuilder chainId(long id) {
        this.chainId = id;
        return this;
    }

    /**
     * Sets the node that transactions are sent through. It is believed: whoever answers for it decides what counts as paid.
     *
     * @param url of its JSON-RPC, {@code https:}, or {@code http:} within a network you trust; never shown beyond its host
     * @return this
     */
    public TempoChargeBuilder rpcUrl(URI url) {
        return rpcUrls(List.of(url));
    }

    /**
     * Sets several nodes, which stand in for each other. Each is believed, as with {@link #rpcUrl}.
     *
     * @param urls of the JSON-RPC of nodes of one chain, preferred ones first
     * @return this
     */
    public TempoChargeBuilder rpcUrls(List<URI> urls) {
        this.rpcUrls = List.copyOf(urls);
        return this;
    }

    /**
     * Has this server pay the fees of its customers' transactions. Customers who pay their own fees are served too, as long as
     * they let this server send the transaction: with a fee payer, {@link TempoMode#PULL} is the only mode that is offered.
     *
     * @param account that pays them
     * @return this
     */
    public TempoChargeBuilder feePayer(FeePayer account) {
        this.feePayer = Objects.requireNonNull(account, "feePayer");
        return this;
    }

    /**
     * Sets what the fee payer pays at most.
     *
     * @param policy {@link FeePayerPolicy#defaults()} by default
     * @return this
     */
    public TempoChargeBuilder feePayerPolicy(FeePayerPolicy policy) {
        this.feePayerPolicy = Objects.requireNonNull(policy, "feePayerPolicy");
        return this;
    }

    /**
     * Sets who is told when the fee payer runs out of money.
     *
     * @param listener nobody by default; it is logged anyway
     * @return this
     */
    public TempoChargeBuilder feePayerListener(FeePayerListener listener) {
        this.feePayerListener = Objects.requireNonNull(listener, "feePayerListener");
        return this;
    }

    /**
     * Sets whether the node is asked, before a transaction is sent, whether its transfers would be reverted. That takes one more
     * question, and saves the fee of whoever pays it.
     *
     * @param beforeSending true by default
     * @return this
     */
    public TempoChargeBuilder simulate(boolean beforeSending) {
        this.simulates = beforeSending;
        return this;
    }

    /**
     * Has payments delivered as soon as a node has taken their transaction, half a second before the chain confirms it. What then
     * fails, because the payer has spent the money elsewhere in the meantime, is this server's loss; listeners are told by
     * {@link org.mpp4j.event.PaymentListener#settlementFailed}. It holds for transactions that this server sends, whose transfers
     * were tried and pass, and that end within 5 minutes; not where this server pays the fees, as it would lose those too. All
     * others are waited for, and so is whatever the policy doesn't allow.
     *
     * @param policy how much may be lost
     * @return this
     */
    public TempoChargeBuilder optimistic(OptimisticPolicy policy) {
        this.optimistic = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets the token that is charged in.
     *
     * @param token a TIP-20 token with {@value TempoNetwork#DECIMALS} decimals
     * @return this
     */
    public TempoChargeBuilder currency(TempoAddress token) {
        return currency(token.toString());
    }

    /**
     * Sets the token that is charged in.
     *
     * @param token the address of a TIP-20 token with {@value TempoNetwork#DECIMALS} decimals, sent to clients as it is
     *     written
     * @return this
     */
    public TempoChargeBuilder currency(String token) {
        this.currency = Objects.requireNonNull(token, "currency");
        return this;
    }

    /**
     * Sets who is paid.
     *
     * @param account of the merchant
     * @return this
     */
    public TempoChargeBuilder recipient(TempoAddress account) {
        return recipient(account.toString());
    }

    /**
     * Sets who is paid.
     *
     * @param account the address of the merchant's account, sent to clients as it is written
     * @return this
     */
    public TempoChargeBuilder recipient(String account) {
        this.recipient = Objects.requireNonNull(account, "recipient");
        return this;
    }

    /**
     * Sets a reference of the merchant's for offers that have none of their own.
     *
     * @param reference put into requests and receipts
     * @return this
     */
    public TempoChargeBuilder externalId(String reference) {
        this.externalId = Objects.requireNonNull(reference, "externalId");
        return this;
    }

    /**
     * Sets how long settling one payment may block. After that its outcome is unknown, and the client asks again.
     *
     * @param time from 100 milliseconds to 2 minutes; 10 seconds by default
     * @return this
     */
    public TempoChargeBuilder deadline(Duration time) {
        this.deadline = Objects.requireNonNull(time, "deadline");
        return this;
    }

    /**
     * Sets in which ways clients may pay. Both by default: software that knows of no modes takes either, and would have paid
     * in vain. With a {@link #feePayer} only {@link TempoMode#PULL} remains of both, as what was sent is paid for already.
     *
     * @param offered one or both
     * @return this
     */
    public TempoChargeBuilder modes(TempoMode... offered) {
        if (offered.length == 0) {
            throw new ConfigurationException("TempoCharge has no modes; set modes to PULL, PUSH or both");
        }
        this.modes = EnumSet.copyOf(List.of(offered));
        return this;
    }

    /**
     * Sets where the time comes from.
     *
     * @param source the system's by default
     * @return this
     */
    public TempoChargeBuilder clock(InstantSource source) {
        this.clock = Objects.requireNonNull(source, "clock");
        return this;
    }

    /**
     * The method with these settings. Connects to nothing yet.
     *
     * @return a method
     * @throws ConfigurationException if a setting is missing or wrong
     */
    public TempoCharge build() {
        ChargeTarget target = new ChargeTarget(
                requireChainId(),
                requireAddress(currencyText(), "currency", "the TIP-20 token"),
                requireAddress(recipientText(), "recipient", "the account to be paid"));
        if (target.recipient().equals(target.currency())) {
            throw new ConfigurationException("The recipient of TempoCharge is the token " + currencyText()
                    + " itself, where payments would be lost; set recipient to the account to be paid");
        }
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new ConfigurationException("The deadline of TempoCharge is " + deadline + "; set it from "
                    + SHORTEST_DEADLINE + " to " + LONGEST_DEADLINE);
        }
        if (feePayer != null && !modes.contains(TempoMode.PULL)) {
            throw new ConfigurationException("TempoCharge has a feePayer and only the mode PUSH, in which clients send"
                    + " transactions themselves and pay their fees; add PULL to modes, or leave feePayer out");
        }
        KeyRecovery.requireAsConfigured();
        if (optimistic != null && (!simulates || !modes.contains(TempoMode.PULL))) {
            throw new ConfigurationException(
                    "TempoCharge is optimistic, which is for transactions that it sends itself and"
                            + " has tried before; leave simulate on and add PULL to modes, or leave optimistic out");
        }
        List<URI> urls = requireUrls();
        TempoNode node = new TempoNode(urls, deadline, clock);
        Sponsor sponsor = feePayer == null
                ? null
                : new Sponsor(feePayer, feePayerPolicy, feePayerListener, target.chainId(), node, clock);
        return new TempoCharge(this, target, node, hostAndPort(urls.get(0)), sponsor);
    }

    private long requireChainId() {
        if (network != null && chainId != null && network.chainId() != chainId) {
            throw new ConfigurationException("TempoCharge has the chain id " + chainId + " and a network with chain id "
                    + network.chainId() + "; set one of the two");
        }
        if (network != null) {
            return network.chainId();
        }
        if (chainId == null) {
            throw new ConfigurationException(
                    "TempoCharge has no network; set network, or chainId with rpcUrl and currency");
        }
        if (chainId < 1 || chainId > LARGEST_CHAIN_ID) {
            throw new ConfigurationException("The chain id of TempoCharge is " + chainId + "; set it to one from 1 to "
                    + LARGEST_CHAIN_ID + ", such as 4217");
        }
        return chainId;
    }

    private static TempoAddress requireAddress(String text, String setting, String what) {
        TempoAddress address;
        try {
            address = TempoAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException(
                    "The " + setting + " of TempoCharge is \"" + text + "\": " + wrong.getMessage()
                            + "; set it to the address of " + what,
                    wrong);
        }
        if (address.isZero()) {
            throw new ConfigurationException("The " + setting
                    + " of TempoCharge is the zero address, which is nobody's; set it" + " to the address of " + what);
        }
        return address;
    }

    private List<URI> requireUrls() {
        List<URI> urls = !rpcUrls.isEmpty() || network == null ? rpcUrls : List.of(network.rpcUrl());
        if (urls.isEmpty()) {
            throw new ConfigurationException("TempoCharge has no node; set rpcUrl, or network for its public node");
        }
        urls.forEach(TempoChargeBuilder::requireNodeUrl);
        return urls;
    }

    /** The URL isn't quoted, as many nodes have the key of the account in it. */
    private static void requireNodeUrl(URI url) {
        boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null) {
            throw new ConfigurationException(
                    "The rpcUrl of TempoCharge is not an absolute http or https URL; set it to the JSON-RPC of a Tempo node,"
                            + " such as https://rpc.tempo.xyz");
        }
        if (url.getUserInfo() != null) {
            throw new ConfigurationException("The rpcUrl of TempoCharge for " + url.getHost()
                    + " has a user name or password in it, which is not sent; set one without");
        }
    }

    private static String hostAndPort(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    String currencyText() {
        if (currency != null) {
            return currency;
        }
        if (network == null) {
            throw new ConfigurationException(
                    "TempoCharge has no currency; set currency to the address of a TIP-20 token, or network for its default");
        }
        return network.currency().toString();
    }

    String recipientText() {
        if (recipient == null) {
            throw new ConfigurationException(
                    "TempoCharge has no recipient; set recipient to the address of the account to be paid");
        }
        return recipient;
    }

    @Nullable
    String externalId() {
        return externalId;
    }

    boolean simulates() {
        return simulates;
    }

    @Nullable
    Unconfirmed unconfirmed() {
        return optimistic == null ? null : new Unconfirmed(optimistic, deadline);
    }

    Duration deadline() {
        return deadline;
    }

    Set<TempoMode> offeredModes() {
        return Collections.unmodifiableSet(feePayer == null ? EnumSet.copyOf(modes) : EnumSet.of(TempoMode.PULL));
    }

    InstantSource clock() {
        return clock;
    }
}
