package org.mpp4j.stripe.internal.api;

import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import com.stripe.param.PaymentIntentCreateParams.PaymentMethodData;
import com.stripe.param.PaymentIntentCreateParams.TransferData;
import com.stripe.param.RefundCreateParams;
import org.mpp4j.money.Amount;
import org.mpp4j.stripe.ConnectSettlement;
import org.mpp4j.stripe.TokenParameter;

/** Terms in stripe-java's words (draft-stripe-charge section "Settlement Procedure"). */
final class Requests {

    /** In preview, so stripe-java doesn't have it. */
    private static final String TOKEN = "shared_payment_granted_token";

    private Requests() {}

    static PaymentIntentCreateParams create(IntentTerms terms) {
        PaymentIntentCreateParams.Builder params = PaymentIntentCreateParams.builder()
                .setAmount(terms.amount())
                .setCurrency(terms.currency())
                .setConfirm(true)
                .setAutomaticPaymentMethods(AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build())
                .putAllMetadata(terms.metadata());
        if (terms.placement() == TokenParameter.TOP_LEVEL) {
            params.putExtraParam(TOKEN, terms.token());
        } else {
            params.setPaymentMethodData(PaymentMethodData.builder()
                    .putExtraParam(TOKEN, terms.token())
                    .build());
        }
        connect(terms.connect(), params);
        return params.build();
    }

    private static void connect(ConnectSettlement connect, PaymentIntentCreateParams.Builder params) {
        connect.applicationFee().map(Requests::units).ifPresent(params::setApplicationFeeAmount);
        connect.onBehalfOf().ifPresent(params::setOnBehalfOf);
        connect.transferGroup().ifPresent(params::setTransferGroup);
        connect.transferDestination().ifPresent(destination -> {
            TransferData.Builder transfer = TransferData.builder().setDestination(destination);
            connect.transferAmount().map(Requests::units).ifPresent(transfer::setAmount);
            params.setTransferData(transfer.build());
        });
    }

    private static Long units(Amount amount) {
        return amount.baseUnits().longValueExact();
    }

    static RefundCreateParams refund(RefundTerms terms) {
        RefundCreateParams.Builder params = RefundCreateParams.builder()
                .setPaymentIntent(terms.intentId())
                .putMetadata(StripeApi.REFUND_ID, terms.refundId());
        terms.amount().ifPresent(params::setAmount);
        if (terms.reverseTransfer()) {
            params.setReverseTransfer(true);
        }
        if (terms.refundFee()) {
            params.setRefundApplicationFee(true);
        }
        return params.build();
    }
}
