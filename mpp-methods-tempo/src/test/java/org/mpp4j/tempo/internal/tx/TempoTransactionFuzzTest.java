package org.mpp4j.tempo.internal.tx;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import org.mpp4j.protocol.ProtocolException;

/** Any bytes are refused, or are the one way to write what they are read as. */
class TempoTransactionFuzzTest {

    @FuzzTest
    void anyBytesAreReadAsOneTransactionOrRefused(FuzzedDataProvider data) {
        byte[] input = data.consumeRemainingAsBytes();
        TempoTransaction transaction;
        try {
            transaction = TempoTransaction.decode(input);
        } catch (ProtocolException refused) {
            return;
        }
        assertThat(transaction.encode()).isEqualTo(input);
        transaction.calls().forEach(call -> TokenFunction.decode(call.input().toArray()));
        TempoTransaction canonical;
        try {
            canonical = transaction.canonical();
        } catch (ProtocolException notASignature) {
            return;
        }
        assertThat(canonical.canonical()).isEqualTo(canonical);
        assertThat(canonical.signer()).isEqualTo(transaction.signer());
    }
}
