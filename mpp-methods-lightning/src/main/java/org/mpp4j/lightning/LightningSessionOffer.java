package org.mpp4j.lightning;

import java.util.Optional;
import org.mpp4j.lightning.internal.charge.ClientInvoices;
import org.mpp4j.lightning.internal.session.SessionRequest;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/**
 * A session at one price per unit. Nobody can tell what a request without a credential will be for, so every challenge has a
 * deposit invoice; a bearer just doesn't pay it.
 */
final class LightningSessionOffer implements PreparedOffer {

    private static final RequestComparison COMPARISON =
            RequestComparison.exact().ignoring(SessionRequest.perChallenge());

    private final ClientInvoices invoices;
    private final InvoiceOrder deposit;
    private final JsonObject withoutInvoice;
    private final String withoutInvoiceText;
    private final PaymentRequest comparable;

    LightningSessionOffer(ClientInvoices invoices, InvoiceOrder deposit, JsonObject withoutInvoice) {
        this.invoices = invoices;
        this.deposit = deposit;
        this.withoutInvoice = withoutInvoice;
        this.withoutInvoiceText = withoutInvoice.toCanonicalString();
        this.comparable = PaymentRequest.of(withoutInvoice);
    }

    @Override
    public PaymentRequest request() {
        return request(Inquiry.anonymous(""));
    }

    @Override
    public PaymentRequest request(Inquiry inquiry) {
        return SessionRequest.with(withoutInvoice, invoices.get(deposit, withoutInvoiceText, inquiry));
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return COMPARISON.firstDifference(comparable, echoed);
    }
}
