package org.mpp4j.store;

import org.mpp4j.testkit.PaymentLedgerContract;

class InMemoryPaymentLedgerContractTest extends PaymentLedgerContract {

    @Override
    protected PaymentLedger newLedger() {
        return new InMemoryPaymentLedger();
    }
}
