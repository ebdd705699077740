package org.mpp4j.lightning.internal.bolt11;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;

/** Run with {@code JAZZER_FUZZ=1} to look for more; without it, this replays the seeds. */
class InvoiceFuzzTest {

    @FuzzTest
    void anyTextIsReadAsOneInvoiceOrRefused(FuzzedDataProvider data) {
        String prefix = data.consumeAsciiString(24);
        byte[] words = data.consumeRemainingAsBytes();
        for (int i = 0; i < words.length; i++) {
            words[i] &= 31;
        }
        // A fuzzer finds neither checksums nor signatures, so both are made to fit.
        read(new String(words, java.nio.charset.StandardCharsets.ISO_8859_1));
        read(InvoiceWriter.encode(prefix, words));
        read(InvoiceWriter.sign("lnbc" + prefix, words, BigInteger.TEN));
    }

    private static void read(String text) {
        Invoice invoice;
        try {
            invoice = Invoice.decode(text);
        } catch (InvalidInvoiceException refused) {
            return;
        }
        assertThat(invoice.expiresAt()).isAfterOrEqualTo(invoice.timestamp());
        invoice.amount().ifPresent(amount -> assertThat(amount).isPositive());
        assertThat(invoice.payee()).hasSize(66);
    }
}
