package org.mpp4j.lightning;

import java.util.concurrent.atomic.AtomicBoolean;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;

/**
 * A session that a {@link LightningSessionPayer} has paid for: writes its credentials. It is bound to a secret of its own, which
 * servers of this library ask for besides the preimage, as forwarding nodes know that. Thread-safe.
 *
 * <p>Credentials are worth what the session has left. After a lost answer the same credential is sent again.
 *
 * @since 0.1
 */
public final class PaidSession {

    private final LightningSessionPayer payer;
    private final Challenge opening;
    private final Preimage preimage;
    private final String returnInvoice;
    private final Preimage secret;
    private final AtomicBoolean isOpen = new AtomicBoolean();
    private long deposited; // guarded by this

    PaidSession(
            LightningSessionPayer payer,
            Challenge opening,
            LightningSessionPayer.Deposit deposit,
            String returnInvoice,
            Preimage secret) {
        this.payer = payer;
        this.opening = opening;
        this.preimage = deposit.preimage();
        this.returnInvoice = returnInvoice;
        this.secret = secret;
        this.deposited = deposit.satoshi();
    }

    /**
     * What names the session.
     *
     * @return the payment hash of its first deposit
     */
    public PaymentHash id() {
        return preimage.hash();
    }

    /**
     * What was deposited so far.
     *
     * @return satoshi, without the fees of the network
     */
    public synchronized long deposited() {
        return deposited;
    }

    /**
     * The invoice that gets what is left.
     *
     * @return without an amount
     */
    public String returnInvoice() {
        return returnInvoice;
    }

    /**
     * The credential that opens the session, and gets what the challenge was for. To be sent first, and again if its answer is
     * lost.
     *
     * @return for the challenge that the session was opened with
     */
    public Credential open() {
        return Credential.of(
                opening,
                JsonObject.builder()
                        .put("action", "open")
                        .put("preimage", preimage.reveal())
                        .put("returnInvoice", returnInvoice)
                        .put("bindingHash", secret.hash().hex())
                        .build());
    }

    /**
     * The credential for a request: the first opens the session, all others use it.
     *
     * @param challenge that the server sent for the resource, of any age
     * @return the answer to it, or to the challenge that the session was opened with if it is the first
     */
    public Credential credential(Challenge challenge) {
        return isOpen.compareAndSet(false, true) ? open() : act("bearer", challenge);
    }

    /**
     * Pays another deposit, if that is within the limit. May block.
     *
     * @param challenge that the server sent, not used before
     * @return the credential that has it credited; the server answers it without the resource
     * @throws LightningPaymentException if there is no preimage, or it would cost more than the limit
     */
    public synchronized Credential topUp(Challenge challenge) {
        LightningSessionPayer.Deposit more = payer.pay(challenge, deposited);
        deposited = Math.addExact(deposited, more.satoshi());
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("action", "topUp")
                        .put("sessionId", id().hex())
                        .put("topUpPreimage", more.preimage().reveal())
                        .build());
    }

    /**
     * The credential that closes the session. The server pays what is left to the return invoice before it answers.
     *
     * @param challenge that the server sent, of any age
     * @return the answer to it
     */
    public Credential close(Challenge challenge) {
        return act("close", challenge);
    }

    private Credential act(String action, Challenge challenge) {
        return Credential.of(
                challenge,
                JsonObject.builder()
                        .put("action", action)
                        .put("sessionId", id().hex())
                        .put("preimage", preimage.reveal())
                        .put("bindingSecret", secret.reveal())
                        .build());
    }

    /** The id, nothing secret. */
    @Override
    public String toString() {
        return "PaidSession[" + id() + "]";
    }
}
