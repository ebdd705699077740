package org.mpp4j.lightning.internal.bolt11;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Any invoice is refused, or read as LDK reads it. The input is an invoice as text, or what comes behind {@code ln} in one, a
 * line feed, and its words without a signature, one in each byte.
 */
class InvoiceFuzzTest {

    private static final int LONGEST = 1000;

    @FuzzTest
    void anyTextIsReadAsOneInvoiceOrRefused(byte[] input) {
        read(new String(input, StandardCharsets.ISO_8859_1));
        int end = 0;
        while (end < input.length && input[end] != '\n') {
            end++;
        }
        // A fuzzer finds neither checksums nor signatures, so both are made to fit.
        String prefix = "ln" + new String(input, 0, end, StandardCharsets.US_ASCII);
        byte[] words = Arrays.copyOfRange(input, Math.min(end + 1, input.length), Math.max(end + 1, input.length));
        if (words.length > LONGEST || end + 1 > input.length) {
            return;
        }
        for (int i = 0; i < words.length; i++) {
            words[i] &= 31;
        }
        read(InvoiceWriter.encode(prefix, words));
        read(InvoiceWriter.sign(prefix, words, BigInteger.TEN));
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
        LdkOracle.assertSameWhereLdkReadsIt(invoice, text);
    }
}
