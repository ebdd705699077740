package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.Receipt;

class ReceiptFuzzTest {

    @FuzzTest
    void anyFieldAndAnyJsonIsReadOrRefused(byte[] input) {
        read(new String(input, StandardCharsets.ISO_8859_1));
        read(Base64.getUrlEncoder().withoutPadding().encodeToString(input));
    }

    private static void read(String field) {
        Receipt receipt;
        String written;
        try {
            receipt = Receipt.parse(field);
            written = receipt.toHeader();
        } catch (ProtocolException | IllegalArgumentException refused) {
            return;
        }
        Receipt again = Receipt.parse(written);
        assertThat(again.toHeader()).isEqualTo(written);
        assertThat(again.timestamp()).isEqualTo(receipt.timestamp());
        assertThat(again.reference()).isEqualTo(receipt.reference());
        assertThat(again.json().names())
                .containsExactlyInAnyOrderElementsOf(receipt.json().names());
    }
}
