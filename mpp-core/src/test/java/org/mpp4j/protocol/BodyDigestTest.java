package org.mpp4j.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyDigestTest {

    // RFC 9530 appendix A: the digest of {"hello": "world"} with a line feed
    private static final BodyDigest HELLO = BodyDigest.of("{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8));
    private static final String BASE64 = "RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=";

    @Test
    void writesTheFormOfTheSpecification() {
        assertThat(HELLO).hasToString("sha-256=:" + BASE64 + ":");
    }

    @Test
    void matchesTheFormOfTheSpecificationAndTheOneOfMppx() {
        assertThat(HELLO.matches("sha-256=:" + BASE64 + ":")).isTrue();
        assertThat(HELLO.matches("sha-256=" + BASE64)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha-256=",
                "sha-256=:",
                "sha-256=::",
                "sha-256=:!:",
                "sha-512=:" + BASE64 + ":",
                "SHA-256=:" + BASE64 + ":",
                "sha-256=:" + BASE64,
                "sha-256=" + BASE64 + ":",
                BASE64,
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
                "sha-256=:RK/0qy18MlBSVnWgjwz6:"
            })
    void matchesNothingElse(String written) {
        assertThat(HELLO.matches(written)).isFalse();
    }

    @Test
    void canBeComputedPieceByPiece() {
        byte[] sha256 = BodyDigest.newSha256().digest("{\"hello\": \"world\"}\n".getBytes(StandardCharsets.UTF_8));

        BodyDigest digest = BodyDigest.ofSha256(sha256);
        sha256[0]++;

        assertThat(digest).isEqualTo(HELLO).hasSameHashCodeAs(HELLO);
        assertThat(digest).isNotEqualTo(BodyDigest.of(new byte[0]));
    }

    @Test
    void refusesADigestOfAnotherLength() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BodyDigest.ofSha256(new byte[20]))
                .withMessage("A SHA-256 has 32 bytes, got 20");
    }
}
