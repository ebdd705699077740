package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void isWrittenAsProblemJson() {
        Problem problem = Problem.of(ProblemType.PAYMENT_REQUIRED, "This resource has to be paid for.");

        assertThat(problem.json().toCanonicalString())
                .isEqualTo(
                        "{\"detail\":\"This resource has to be paid for.\",\"status\":402,"
                                + "\"title\":\"Payment Required\",\"type\":\"https://paymentauth.org/problems/payment-required\"}");
        assertThat(problem.challengeId()).isEmpty();
    }

    @Test
    void namesTheChallengeThatMendsIt() {
        Problem problem = Problem.of(ProblemType.PAYMENT_EXPIRED, "Too late.").withChallengeId("abc");

        assertThat(problem.json().requireString("challengeId")).isEqualTo("abc");
        assertThat(problem.challengeId()).hasValue("abc");
        assertThat(problem.status()).isEqualTo(402);
    }

    @Test
    void aKindOfProblemIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProblemType.of("fine", "Fine", 200))
                .withMessage("A problem has a status from 400 to 599, got 200");
        assertThat(ProblemType.of("lightning/unknown-invoice", "Unknown Invoice", 402)
                        .uri())
                .hasToString("https://paymentauth.org/problems/lightning/unknown-invoice");
    }

    @Property
    void itsTextIsTheCanonicalTextOfItsJsonWithAndWithoutAChallenge(
            @ForAll("texts") String detail, @ForAll("texts") String id, @ForAll("texts") String otherId) {
        Problem problem = Problem.of(ProblemType.PAYMENT_REQUIRED, detail);

        for (Problem each : List.of(
                problem,
                problem.withChallengeId(id),
                problem.withChallengeId(id).withChallengeId(otherId))) {
            assertThat(each.toJson()).isEqualTo(each.json().toCanonicalString());
            assertThat(each.toJson()).isEqualTo(each.json().toCanonicalString());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .ofMaxLength(20)
                .filter(text -> text.codePoints()
                        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
