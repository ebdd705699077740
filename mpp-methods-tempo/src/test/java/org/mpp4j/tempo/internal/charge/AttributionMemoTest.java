package org.mpp4j.tempo.internal.charge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;

class AttributionMemoTest {

    private static final String NAMED = "0xef1ed712011ece072f76bd8b82350e3a180fb9d0177aa2f371eb18f2d4402269";
    private static final String ANONYMOUS = "0xef1ed712011ece072f76bd8b82350e00000000000000000000eb18f2d4402269";

    private final AttributionMemo memo = AttributionMemo.of("api.example.com", "challenge-123");

    @Test
    void theMemoOfAnyClientMatches() {
        assertThat(memo.matches(bytes(NAMED))).isTrue();
        assertThat(memo.matches(bytes(ANONYMOUS))).isTrue();
        assertThat(Hex.encode(memo.anonymous())).isEqualTo(ANONYMOUS);
    }

    @Test
    void aChangeOfAnythingButTheClientNoLongerMatches() {
        for (int i = 0; i < 32; i++) {
            byte[] changed = bytes(NAMED).toArray();
            changed[i] ^= 1;

            assertThat(memo.matches(RlpBytes.of(changed))).as("byte " + i).isEqualTo(i >= 15 && i < 25);
        }
    }

    @Test
    void anotherServerOrChallengeHasAnotherMemo() {
        assertThat(AttributionMemo.of("api.example.org", "challenge-123").matches(bytes(NAMED)))
                .isFalse();
        assertThat(AttributionMemo.of("api.example.com", "challenge-124").matches(bytes(NAMED)))
                .isFalse();
    }

    @Test
    void onlyThirtyTwoBytesMatch() {
        assertThat(memo.matches(RlpBytes.EMPTY)).isFalse();
        assertThat(memo.matches(bytes(NAMED + "00"))).isFalse();
    }

    private static RlpBytes bytes(String hex) {
        return RlpBytes.of(Hex.decode(hex, 64, "memo"));
    }
}
