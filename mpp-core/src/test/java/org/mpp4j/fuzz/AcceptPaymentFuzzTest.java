package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mpp4j.protocol.AcceptPayment;

class AcceptPaymentFuzzTest {

    @FuzzTest
    void anyFieldIsReadOrOverlooked(byte[] field) {
        AcceptPayment.parse(List.of(new String(field, StandardCharsets.ISO_8859_1)))
                .ifPresent(accepted -> {
                    AcceptPayment again =
                            AcceptPayment.parse(List.of(accepted.toString())).orElseThrow();
                    assertThat(again).hasToString(accepted.toString());
                    for (String method : List.of("tempo", "stripe", "a")) {
                        assertThat(accepted.quality(method, "charge"))
                                .isBetween(0, 1000)
                                .isEqualTo(again.quality(method, "charge"));
                    }
                });
    }
}
