package org.mpp4j.lightning;

import java.util.Optional;
import org.mpp4j.lightning.internal.charge.ChargeRequest;
import org.mpp4j.lightning.internal.charge.InvoiceMaker;
import org.mpp4j.method.PreparedOffer;
import org.mpp4j.method.RequestComparison;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.PaymentRequest;

/** A charge at one price. Each challenge has an invoice of its own. */
final class LightningOffer implements PreparedOffer {

    private static final RequestComparison COMPARISON =
            RequestComparison.exact().ignoring(ChargeRequest.perChallenge());

    private final InvoiceMaker invoices;
    private final InvoiceOrder order;
    private final LightningNetwork network;
    private final JsonObject withoutInvoice;
    private final PaymentRequest comparable;

    LightningOffer(InvoiceMaker invoices, InvoiceOrder order, LightningNetwork network, JsonObject withoutInvoice) {
        this.invoices = invoices;
        this.order = order;
        this.network = network;
        this.withoutInvoice = withoutInvoice;
        this.comparable = PaymentRequest.of(withoutInvoice.toBuilder()
                .put("methodDetails", ChargeRequest.details(network).build())
                .build());
    }

    @Override
    public PaymentRequest request() {
        return ChargeRequest.with(withoutInvoice, invoices.make(order), network);
    }

    @Override
    public Optional<String> mismatch(PaymentRequest echoed) {
        return COMPARISON.firstDifference(comparable, echoed);
    }
}
