package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptPaymentTest {

    private static AcceptPayment parse(String... fields) {
        return AcceptPayment.parse(Arrays.asList(fields)).orElseThrow();
    }

    /** The examples of draft-httpauth-payment section "Client Payment Preferences". */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3 | tempo   | charge  | 1000",
                "tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3 | stripe  | charge  | 500",
                "tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3 | solana  | charge  | 300",
                "tempo/charge, tempo/session, stripe/charge;q=0.5, solana/charge;q=0.3 | solana  | session | 0",
                "tempo/*, solana/*;q=0.6, */session;q=0.3                              | tempo   | charge  | 1000",
                "tempo/*, solana/*;q=0.6, */session;q=0.3                              | tempo   | session | 1000",
                "tempo/*, solana/*;q=0.6, */session;q=0.3                              | solana  | session | 600",
                "tempo/*, solana/*;q=0.6, */session;q=0.3                              | stripe  | session | 300",
                "tempo/*, solana/*;q=0.6, */session;q=0.3                              | stripe  | charge  | 0",
                "tempo/charge, tempo/session;q=0, solana/charge                        | tempo   | session | 0",
                "tempo/charge, tempo/session;q=0, solana/charge                        | tempo   | charge  | 1000",
                "tempo/*, solana/*;q=0.6, stripe/charge;q=0.2                          | stripe  | charge  | 200"
            })
    void readsTheExamplesOfTheSpecification(String field, String method, String intent, int quality) {
        assertThat(parse(field).quality(method, intent)).isEqualTo(quality);
    }

    @Test
    void theMostSpecificRangeDecidesWhateverItsOrderOrQuality() {
        assertThat(parse("*/*, tempo/*;q=0.5, tempo/session;q=0").quality("tempo", "session"))
                .isZero();
        assertThat(parse("tempo/session;q=0, tempo/*;q=0.5, */*").quality("tempo", "session"))
                .isZero();
        assertThat(parse("*/*;q=0.1, tempo/*;q=0.5").quality("tempo", "charge")).isEqualTo(500);
        assertThat(parse("*/*;q=0.1, tempo/*;q=0.5").quality("stripe", "charge"))
                .isEqualTo(100);
    }

    @Test
    void readsAllFieldsAsOneList() {
        assertThat(parse("tempo/charge;q=0.2", ", stripe/charge ;Q = 0.125,").quality("stripe", "charge"))
                .isEqualTo(125);
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "1.0, 1000", "1.000, 1000", "0, 0", "0., 0", "0.0, 0", "0.001, 1", "0.5, 500", "0.99, 990"})
    void readsQualitiesInThousandths(String q, int thousandths) {
        assertThat(parse("a/b;q=" + q).quality("a", "b")).isEqualTo(thousandths);
    }

    @Test
    void namesEveryMethodThatAChallengeCanName() {
        assertThat(parse("my_rail:v2-x/charge").quality("my_rail:v2-x", "charge"))
                .isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",,",
                "tempo",
                "tempo/",
                "/charge",
                "Tempo/charge",
                "tempo/charge/x",
                "tempo/charge;q=1.1",
                "tempo/charge;q=0.1234",
                "tempo/charge;q=-1",
                "tempo/charge;q=.5",
                "tempo/charge;q=",
                "tempo/charge;q=0.5;q=0.6",
                "tempo/charge;v=1",
                "te mpo/charge",
                "tempo/charge tempo/session",
                "**/*",
                "tempo/charge, \u0000"
            })
    void whatIsMalformedMeansThatAnythingGoes(String field) {
        assertThat(AcceptPayment.parse(List.of(field))).isEmpty();
    }

    @Test
    void noFieldMeansThatAnythingGoes() {
        assertThat(AcceptPayment.parse(List.of())).isEmpty();
    }

    @Test
    void boundsTheNumberOfRanges() {
        assertThat(AcceptPayment.parse(List.of("a/b,".repeat(64)))).isPresent();
        assertThat(AcceptPayment.parse(List.of("a/b,".repeat(65)))).isEmpty();
    }

    @Test
    void readsWhatItWrites() {
        String written = "tempo/*, solana/charge;q=0.600, */session;q=0.000";

        assertThat(parse(written)).hasToString(written);
    }
}
