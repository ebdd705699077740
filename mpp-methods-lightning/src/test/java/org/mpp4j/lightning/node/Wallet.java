package org.mpp4j.lightning.node;

import java.time.Duration;
import java.util.Optional;
import org.mpp4j.lightning.InvoiceState;
import org.mpp4j.lightning.OutgoingState;
import org.mpp4j.lightning.PaymentHash;
import org.mpp4j.lightning.PaymentResult;
import org.mpp4j.lightning.Preimage;

/** What is behind a node's HTTP interface in tests. */
public interface Wallet {

    record Issued(String bolt11, PaymentHash hash, long expiresAt) {}

    Issued create(long millisatoshi, String description, Duration expiry);

    InvoiceState state(PaymentHash hash);

    /** What careless interfaces tell of their own invoices. */
    Optional<Preimage> preimage(PaymentHash hash);

    PaymentResult pay(String bolt11, Duration deadline);

    /** Pays an invoice that leaves the amount open. */
    default PaymentResult pay(String bolt11, long millisatoshi, Duration deadline) {
        return new PaymentResult.Failed("This wallet pays no such invoice");
    }

    /** What became of a payment. */
    default OutgoingState outgoing(PaymentHash hash) {
        return OutgoingState.UNKNOWN;
    }
}
