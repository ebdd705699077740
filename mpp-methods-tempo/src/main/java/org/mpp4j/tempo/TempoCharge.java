package org.mpp4j.tempo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.PaymentMethod;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.Rejected;
import org.mpp4j.method.Settlement;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.charge.AccessKeys;
import org.mpp4j.tempo.internal.charge.ChargeTarget;
import org.mpp4j.tempo.internal.charge.ProofCredential;
import org.mpp4j.tempo.internal.charge.TransactionCredential;
import org.mpp4j.tempo.internal.charge.TransactionLookUp;
import org.mpp4j.tempo.internal.rpc.TempoNode;

/**
 * The payment method {@code tempo} with intent {@code charge}: the client signs a transfer of stablecoins, this server sends
 * it and waits until it is mined, which is about half a second (draft-tempo-charge, submission mode "pull"). An amount of
 * zero is answered with a signature that proves who is there.
 *
 * <p>Clients pay their own fees. They sign with a key of their account (secp256k1, P-256 or a passkey) or with an access key
 * that the account has authorized.
 *
 * <p>Settling blocks until the payment is mined or the {@link TempoChargeBuilder#deadline(java.time.Duration) deadline} is over. Thread-safe.
 *
 * @since 0.1
 */
public final class TempoCharge implements PaymentMethod {

    private static final Logger LOG = System.getLogger("org.mpp4j.tempo");
    private static final Duration CONFIGURATION_TIMEOUT = Duration.ofSeconds(2);

    /** TIP-20 tokens keep balances in 128 bits. */
    private static final int MAX_AMOUNT_BITS = 128;

    private final ChargeTarget target;
    private final String currencyText;
    private final String recipientText;
    private final @Nullable String externalId;
    private final String nodeName;
    private final TempoNode node;
    private final TransactionCredential transactions;
    private final ProofCredential proofs;
    private final TransactionLookUp lookUps;

    TempoCharge(TempoChargeBuilder builder, ChargeTarget target, TempoNode node, String nodeName) {
        this.target = target;
        this.currencyText = builder.currencyText();
        this.recipientText = builder.recipientText();
        this.externalId = builder.externalId();
        this.nodeName = nodeName;
        this.node = node;
        AccessKeys keys = new AccessKeys(node, builder.deadline(), builder.clock());
        this.transactions = new TransactionCredential(target, node, keys, builder.deadline(), builder.clock());
        this.proofs = new ProofCredential(target.chainId(), keys, builder.clock());
        this.lookUps = new TransactionLookUp(node, keys, builder.deadline(), builder.clock());
    }

    /**
     * Starts a method. A network, or else chain id, node and currency, and a recipient have to be given.
     *
     * @return an empty builder
     */
    public static TempoChargeBuilder builder() {
        return new TempoChargeBuilder();
    }

    @Override
    public String name() {
        return "tempo";
    }

    @Override
    public PreparedOffer prepare(OfferTerms terms) {
        requireOwnCurrency(terms);
        Amount amount = terms.amount(TempoNetwork.DECIMALS);
        if (amount.baseUnits().bitLength() > MAX_AMOUNT_BITS) {
            throw new ConfigurationException("The price " + terms.price()
                    + " is more than a token on Tempo can hold; offer it through another payment method");
        }
        JsonObject.Builder details = JsonObject.builder().put("chainId", target.chainId());
        if (!amount.isZero()) {
            details.put("supportedModes", List.of("pull"));
        }
        JsonObject.Builder request = JsonObject.builder()
                .put("amount", amount.toString())
                .put("currency", currencyText)
                .put("recipient", recipientText)
                .put("methodDetails", details.build());
        terms.description().ifPresent(description -> request.put("description", description));
        terms.externalId()
                .or(() -> Optional.ofNullable(externalId))
                .ifPresent(reference -> request.put("externalId", reference));
        return new TempoOffer(PaymentRequest.of(request.build()));
    }

    private void requireOwnCurrency(OfferTerms terms) {
        terms.price().currency().ifPresent(currency -> {
            if (!currency.equalsIgnoreCase(currencyText)) {
                throw new ConfigurationException(
                        "The price " + terms.price() + " is not in the token of this payment method, "
                                + currencyText
                                + ", the only currency it charges in; leave the currency out of the price, or add a "
                                + "TempoCharge for the other token");
            }
        });
    }

    @Override
    public Verification verify(PaymentAttempt attempt) {
        try {
            return switch (attempt.payload().requireString("type")) {
                case "transaction" -> transactions.verify(attempt);
                case "proof" -> proofs.verify(attempt);
                case "hash" ->
                    Rejected.verificationFailed(
                            "This server sends the transaction itself: send the signed transaction, with "
                                    + "type \"transaction\", and not the hash of one that was sent.");
                default -> Rejected.invalidPayload("The payload has a type that a charge on Tempo doesn't have.");
            };
        } catch (ProtocolException malformed) {
            return Rejected.invalidPayload(malformed.getMessage() + ".");
        }
    }

    @Override
    public Settlement lookUp(PendingPayment pending) {
        return lookUps.lookUp(pending);
    }

    @Override
    public void checkConfiguration() {
        Optional<BigInteger> found = node.chainId(CONFIGURATION_TIMEOUT);
        if (found.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "The Tempo node at {0} doesn''t tell its chain id now, so it couldn''t be checked to be {1}. Payments fail"
                            + " with 503 until it answers.",
                    nodeName,
                    Long.toString(target.chainId()));
        } else if (!found.get().equals(BigInteger.valueOf(target.chainId()))) {
            throw new ConfigurationException("The Tempo node at " + nodeName + " is on chain " + found.get()
                    + ", but payments are to be made on chain " + target.chainId()
                    + "; correct the RPC URL, or the network or chain id");
        }
    }

    /** Chain, currency and recipient. */
    @Override
    public String toString() {
        return "TempoCharge[chain " + target.chainId() + ", " + currencyText + " to " + recipientText + "]";
    }
}
