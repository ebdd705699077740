package org.mpp4j.tempo.client;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.client.PaymentDraft;
import org.mpp4j.tempo.internal.rpc.PayerNode;

/**
 * Builds a {@link TempoPayer}. Signer and network have to be given. Not thread-safe.
 *
 * @since 0.1
 */
public final class TempoPayerBuilder {

    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_DEADLINE = Duration.ofSeconds(1);
    private static final Duration LONGEST_DEADLINE = Duration.ofMinutes(5);
    private static final long SMALLEST_GAS_LIMIT = 21_000;
    private static final long LARGEST_GAS_LIMIT = 30_000_000;

    TempoPayer.Mode mode = TempoPayer.Mode.PULL;
    Duration deadline = Duration.ofSeconds(40);
    private @Nullable TempoSigner signer;
    private final ChainSettings chain = new ChainSettings("TempoPayer");
    private @Nullable String clientId;
    private @Nullable TempoAddress feeToken;
    private @Nullable Long gasLimit;
    private BigInteger maxFeePerGas = BigInteger.valueOf(50_000_000_000L);

    TempoPayerBuilder() {}

    /**
     * Sets the account that pays.
     *
     * @param account for example a {@link TempoWallet}
     * @return this
     */
    public TempoPayerBuilder signer(TempoSigner account) {
        this.signer = Objects.requireNonNull(account, "signer");
        return this;
    }

    /**
     * Sets chain and node at once. The node can be set otherwise besides.
     *
     * @param known for example {@link TempoNetwork#MODERATO}
     * @return this
     */
    public TempoPayerBuilder network(TempoNetwork known) {
        chain.network(known);
        return this;
    }

    /**
     * Sets the chain that is paid on. Challenges for others aren't answered.
     *
     * @param id as in EIP-155
     * @return this
     */
    public TempoPayerBuilder chainId(long id) {
        chain.chainId(id);
        return this;
    }

    /**
     * Sets the node that tells the time of the latest block and the price of gas, and takes the transactions of
     * {@link TempoPayer.Mode#PUSH}.
     *
     * @param url of its JSON-RPC, {@code https:}, or {@code http:} within a network you trust
     * @return this
     */
    public TempoPayerBuilder rpcUrl(URI url) {
        chain.rpcUrl(url);
        return this;
    }

    /**
     * Sets how payments reach the chain. By default the server sends them.
     *
     * @param how preferred; where a server takes only the other, that is done if it is {@link TempoPayer.Mode#PULL}
     * @return this
     */
    public TempoPayerBuilder mode(TempoPayer.Mode how) {
        this.mode = Objects.requireNonNull(how, "mode");
        return this;
    }

    /**
     * Names the client in the memo of each payment, which all the world can read. By default it isn't named.
     *
     * @param name of which a hash is written
     * @return this
     */
    public TempoPayerBuilder clientId(String name) {
        this.clientId = Objects.requireNonNull(name, "clientId");
        return this;
    }

    /**
     * Sets what fees are paid in. By default what the account has chosen on the chain.
     *
     * @param token a TIP-20 token
     * @return this
     */
    public TempoPayerBuilder feeToken(TempoAddress token) {
        this.feeToken = Objects.requireNonNull(token, "feeToken");
        return this;
    }

    /**
     * Sets the most gas that a payment may use. By default enough for all its transfers, even to accounts that never had any of
     * the token.
     *
     * @param units 21,000 to 30,000,000
     * @return this
     */
    public TempoPayerBuilder gasLimit(long units) {
        this.gasLimit = units;
        return this;
    }

    /**
     * Sets the most that a unit of gas may cost. With a gas limit of a million, the default of 50 billion comes to 0.05 USD.
     *
     * @param attodollars 10<sup>-18</sup> USD, positive
     * @return this
     */
    public TempoPayerBuilder maxFeePerGas(long attodollars) {
        this.maxFeePerGas = BigInteger.valueOf(attodollars);
        return this;
    }

    /**
     * Sets how long making a payment may take. A transaction that was pushed and isn't mined by then may still be, unless the
     * deadline is longer than it is valid.
     *
     * @param time from 1 second to 5 minutes; 40 seconds by default
     * @return this
     */
    public TempoPayerBuilder deadline(Duration time) {
        this.deadline = Objects.requireNonNull(time, "deadline");
        return this;
    }

    /**
     * The payer. Connects to nothing yet.
     *
     * @return a payer
     * @throws ConfigurationException if a setting is missing or wrong
     */
    public TempoPayer build() {
        if (signer == null) {
            throw new ConfigurationException("TempoPayer has no signer; set signer, for example to a TempoWallet");
        }
        if (deadline.compareTo(SHORTEST_DEADLINE) < 0 || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new ConfigurationException("The deadline of TempoPayer is " + deadline + "; set it from "
                    + SHORTEST_DEADLINE + " to " + LONGEST_DEADLINE);
        }
        if (gasLimit != null && (gasLimit < SMALLEST_GAS_LIMIT || gasLimit > LARGEST_GAS_LIMIT)) {
            throw new ConfigurationException("The gas limit of TempoPayer is " + gasLimit + "; set it from "
                    + SMALLEST_GAS_LIMIT + " to " + LARGEST_GAS_LIMIT);
        }
        if (maxFeePerGas.signum() <= 0) {
            throw new ConfigurationException(
                    "The highest price of gas of TempoPayer is " + maxFeePerGas + "; set it to a positive number");
        }
        PaymentDraft draft = new PaymentDraft(
                clientId, feeToken, gasLimit == null ? null : BigInteger.valueOf(gasLimit), maxFeePerGas);
        return new TempoPayer(
                this, signer, chain.requireChainId(), new PayerNode(chain.requireUrl(), LONGEST_CALL), draft);
    }
}
