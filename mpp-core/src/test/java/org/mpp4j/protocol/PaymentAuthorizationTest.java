package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentAuthorizationTest {

    @Test
    void findsTheTokenWhateverTheCaseOfTheScheme() {
        assertThat(PaymentAuthorization.tokens(List.of("Payment abc"))).containsExactly("abc");
        assertThat(PaymentAuthorization.tokens(List.of("payment abc"))).containsExactly("abc");
        assertThat(PaymentAuthorization.tokens(List.of(" PAYMENT \t abc "))).containsExactly("abc");
    }

    @Test
    void findsThePaymentAmongOtherCredentialsOfOneField() {
        assertThat(PaymentAuthorization.tokens(List.of("Bearer a.b-c~d==, Payment abc")))
                .containsExactly("abc");
        assertThat(PaymentAuthorization.tokens(List.of("Payment abc, Bearer xyz")))
                .containsExactly("abc");
        assertThat(PaymentAuthorization.tokens(
                        List.of("Digest username=\"x, Payment fake\", response=\"\\\", Payment fake2\", Payment abc")))
                .containsExactly("abc");
    }

    @Test
    void countsEveryPaymentOfEveryField() {
        assertThat(PaymentAuthorization.tokens(List.of("Payment a, Payment b", "Basic eDp5", "payment c")))
                .containsExactly("a", "b", "c");
    }

    @Test
    void fieldsOfOtherSchemesHaveNone() {
        assertThat(PaymentAuthorization.tokens(List.of())).isEmpty();
        assertThat(PaymentAuthorization.tokens(List.of("", "Bearer Payment", "Basic UGF5bWVudA==", "Paymentx abc")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Payment", "Payment ", "Payment,", "Payment abc def", "Payment abc x=y", "Payment abc, x=y"})
    void whatHasNoTokenIsCountedAsEmptySoThatItIsRefused(String field) {
        assertThat(PaymentAuthorization.tokens(List.of(field))).containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Payment \"abc\"", "Payment id=\"x\"", "Payment {}", "Payment é", "Payment a\u0000b"})
    void whatHasOtherCharactersInItsTokenIsCountedAndCannotBeRead(String field) {
        List<String> tokens = PaymentAuthorization.tokens(List.of(field));

        assertThat(tokens).hasSize(1);
        assertThatThrownBy(() -> Credential.parse(tokens.get(0)))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("The credential is not base64url");
    }

    @Test
    void garbageBeforeDoesNotHideAPayment() {
        assertThat(PaymentAuthorization.tokens(List.of("\u0001, a/b c, =, x=\"y\", Payment abc")))
                .containsExactly("abc");
    }

    @Test
    void writesWhatItReads() {
        Credential credential = Credential.of(
                Challenges.full(), JsonObject.builder().put("proof", "p").build());

        String field = PaymentAuthorization.format(credential);

        assertThat(PaymentAuthorization.tokens(List.of(field)))
                .singleElement()
                .satisfies(token -> assertThat(Credential.parse(token)).isEqualTo(credential));
    }
}
