package org.mpp4j.lightning;

import java.util.Optional;
import org.mpp4j.lightning.internal.charge.ChargeRequest;
import org.mpp4j.lightning.internal.charge.ClientInvoices;
import org.mpp4j.method.Inquiry;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** A charge at one price. Each challenge has an invoice of its own, unless one that is unpaid is sent again. */
final class LightningOffer implements PreparedOffer {

    private static final RequestComparison COMPARISON =
            RequestComparison.exact().ignoring(ChargeRequest.perChallenge());

    private final ClientInvoices invoices;
    private final InvoiceOrder order;
    private final LightningNetwork network;
    private final JsonObject withoutInvoice;
    private final String withoutInvoiceText;
    private final PaymentRequest comparable;

    LightningOffer(ClientInvoices invoices, InvoiceOrder order, LightningNetwork network, JsonObject withoutInvoice) {
        this.invoices = invoices;
        this.order = order;
        this.network = network;
        this.withoutInvoice = withoutInvoice;
        this.withoutInvoiceText = withoutInvoice.toCanonicalString();
        this.comparable = PaymentRequest.of(withoutInvoice.toBuilder()
                .put("methodDetails", ChargeRequest.details(network).build())
                .build());
    }

    @Override
    public PaymentRequest request() {
        return request(Inquiry.anonymous(""));
    }

    @Override
    public PaymentRequest request(Inquiry inquiry) {
        return ChargeRequest.with(withoutInvoice, invoices.get(order, withoutInvoiceText, inquiry), network);
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return COMPARISON.firstDifference(comparable, echoed);
    }
}
