package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.PaymentAuthorization;
import org.mpp4j.protocol.ProtocolException;

class CredentialFuzzTest {

    @FuzzTest
    void anyFieldAndAnyJsonIsReadOrRefused(byte[] input) {
        for (String token : PaymentAuthorization.tokens(List.of(new String(input, StandardCharsets.ISO_8859_1)))) {
            assertThat(token).matches("[A-Za-z0-9._~+/-]*=*");
            read(token);
        }
        read(Base64.getUrlEncoder().withoutPadding().encodeToString(input));
    }

    private static void read(String token) {
        Credential credential;
        try {
            credential = Credential.parse(token);
        } catch (ProtocolException refused) {
            return;
        }
        String written;
        try {
            written = credential.token();
        } catch (IllegalArgumentException noCanonicalForm) {
            return;
        }
        Credential again = Credential.parse(written);
        assertThat(again.challenge()).isEqualTo(credential.challenge());
        assertThat(again.source()).isEqualTo(credential.source());
        assertThat(again.token()).isEqualTo(written);
        assertThat(credential.challenge().bindingText())
                .isEqualTo(again.challenge().bindingText());
    }
}
