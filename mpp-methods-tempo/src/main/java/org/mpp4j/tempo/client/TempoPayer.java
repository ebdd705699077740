package org.mpp4j.tempo.client;

import java.time.Duration;
import java.util.Optional;
import org.mpp4j.client.Demand;
import org.mpp4j.client.Payer;
import org.mpp4j.client.PaymentFailedException;
import org.mpp4j.money.Amount;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.charge.ProofHash;
import org.mpp4j.tempo.internal.client.ChargeOrder;
import org.mpp4j.tempo.internal.client.PaymentDraft;
import org.mpp4j.tempo.internal.client.Push;
import org.mpp4j.tempo.internal.client.SponsorEnvelope;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.PayerNode;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * The client's side of {@code tempo/charge} (draft-tempo-charge-00): answers challenges from one account on one chain. Splits and
 * fees that the server pays are taken as they come; an amount of zero is answered with a proof of the account.
 *
 * <p>Its transactions have an end of validity within 25 seconds of the latest block, and no place in a sequence, so any number can
 * be under way at once. What may be spent is for the caller to decide, as
 * {@link org.mpp4j.client.PayingHttpClient} does; fees of the network, which the account pays unless the server does, are limited
 * here, by gas limit and price of gas. Thread-safe if its signer is.
 *
 * @since 0.1
 */
public final class TempoPayer implements Payer {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

    /** How a payment reaches the chain. */
    public enum Mode {
        /** The server sends the transaction, at latest 25 seconds after the payer signed it. */
        PULL,
        /** This payer sends the transaction and waits until it is mined. */
        PUSH
    }

    private final CheckedSigner signer;
    private final long chainId;
    private final Mode mode;
    private final Duration deadline;
    private final PaymentDraft draft;
    private final PayerNode node;

    TempoPayer(TempoPayerBuilder builder, TempoSigner signer, long chainId, PayerNode node, PaymentDraft draft) {
        this.signer = new CheckedSigner(signer);
        this.chainId = chainId;
        this.mode = builder.mode;
        this.deadline = builder.deadline;
        this.node = node;
        this.draft = draft;
    }

    /**
     * Starts a payer.
     *
     * @return a builder, which needs a signer and a network
     */
    public static TempoPayerBuilder builder() {
        return new TempoPayerBuilder();
    }

    @Override
    public String method() {
        return "tempo";
    }

    /**
     * Whether a challenge can be answered: it is a charge on this payer's chain, well-formed, and takes payments in this payer's
     * mode. A payer that pushes also pulls where only that is taken, such as when the server pays the fees.
     */
    @Override
    public boolean canAnswer(Challenge challenge) {
        try {
            ChargeOrder order = ChargeOrder.of(challenge);
            return order.chainId() == chainId
                    && (order.isProof() || modeFor(order).isPresent());
        } catch (ProtocolException malformed) {
            return false;
        }
    }

    private Optional<Mode> modeFor(ChargeOrder order) {
        if (mode == Mode.PUSH && !order.sponsored() && order.modes().contains(ChargeOrder.PUSH)) {
            return Optional.of(Mode.PUSH);
        }
        return order.modes().contains(ChargeOrder.PULL) ? Optional.of(Mode.PULL) : Optional.empty();
    }

    /**
     * What answering a challenge moves, without fees of the network. The recipients of splits are named, too.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return currency and recipients as addresses with checksums
     * @throws ProtocolException if it isn't a charge on Tempo
     */
    @Override
    public Demand demand(Challenge challenge) {
        ChargeOrder order = ChargeOrder.of(challenge);
        return new Demand(
                method(), order.currency().toString(), Amount.ofBaseUnits(order.amount()), order.recipients());
    }

    /**
     * Signs a transaction that the server may send, or sends one, or signs a proof.
     *
     * @param challenge for which {@link #canAnswer} was true
     * @return the answer to it
     * @throws PaymentFailedException if the node doesn't answer, gas costs too much, the challenge ends too soon, or a transaction
     *     that was sent isn't mined
     * @throws ProtocolException if it isn't a charge on Tempo
     */
    @Override
    public Credential pay(Challenge challenge) {
        ChargeOrder order = ChargeOrder.of(challenge);
        if (order.chainId() != chainId) {
            throw new PaymentFailedException("The challenge is for another chain", false);
        }
        if (order.isProof()) {
            return proof(signer, chainId, challenge);
        }
        Mode chosen = modeFor(order)
                .orElseThrow(() -> new PaymentFailedException("The server doesn't take payments in this mode", false));
        Deadline end = Deadline.in(deadline);
        PayerNode.Block block = node.latestBlock(end.leftUpTo(CALL_TIMEOUT))
                .orElseThrow(() -> new PaymentFailedException("The Tempo node doesn't tell its latest block", false));
        TempoTransaction unsigned = draft.transaction(challenge, order, block);
        TempoTransaction signed = unsigned.withSignature(signer.sign(unsigned.signingHash()));
        if (chosen == Mode.PUSH) {
            return push(challenge, signed, end);
        }
        byte[] sent = order.sponsored() ? SponsorEnvelope.encode(signed, signer.address()) : signed.encode();
        return credential(challenge, "transaction", "signature", Hex.encode(sent));
    }

    private Credential push(Challenge challenge, TempoTransaction signed, Deadline end) {
        if (!node.chainId(end.leftUpTo(CALL_TIMEOUT))
                .filter(signed.chainId()::equals)
                .isPresent()) {
            throw new PaymentFailedException("The Tempo node is one of another chain, or doesn't say", false);
        }
        byte[] transaction = signed.encode();
        String hash = Hex.encode(Keccak.hash(transaction));
        if (signed.validBefore() == null) {
            throw new IllegalStateException("A payment without an end may be mined at any time");
        }
        new Push(node, CALL_TIMEOUT).send(transaction, hash, signed.validBefore(), end);
        return credential(challenge, "hash", "hash", hash);
    }

    /** The answer to a challenge that asks for nothing but whose account it is. */
    static Credential proof(CheckedSigner signer, long chainId, Challenge challenge) {
        byte[] hash = new ProofHash(chainId).of(signer.address(), challenge);
        return credential(signer, chainId, challenge, "proof", "signature", Hex.encode(signer.sign(hash)));
    }

    private Credential credential(Challenge challenge, String type, String member, String proof) {
        return credential(signer, chainId, challenge, type, member, proof);
    }

    private static Credential credential(
            CheckedSigner signer, long chainId, Challenge challenge, String type, String member, String proof) {
        return Credential.of(
                challenge,
                "did:pkh:eip155:" + chainId + ":" + signer.address(),
                JsonObject.builder().put("type", type).put(member, proof).build());
    }

    /** Account and chain. */
    @Override
    public String toString() {
        return "TempoPayer[" + signer.address() + " on chain " + chainId + "]";
    }
}
