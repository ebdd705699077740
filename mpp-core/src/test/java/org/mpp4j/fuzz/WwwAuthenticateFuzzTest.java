package org.mpp4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.protocol.WwwAuthenticate;

class WwwAuthenticateFuzzTest {

    @FuzzTest
    void anyFieldIsReadOrRefusedAndWhatIsReadCanBeWritten(byte[] field) {
        List<Challenge> challenges;
        try {
            challenges = WwwAuthenticate.parse(List.of(new String(field, StandardCharsets.ISO_8859_1)));
        } catch (ProtocolException refused) {
            return;
        }
        for (Challenge challenge : challenges) {
            String written = WwwAuthenticate.format(challenge);
            assertThat(written.chars()).allMatch(c -> c >= 0x20 && c < 0x7f || c >= 0xa0 && c <= 0xff);
            List<Challenge> read = WwwAuthenticate.parse(List.of(written));
            assertThat(read).hasSize(1);
            assertThat(WwwAuthenticate.format(read.get(0))).isEqualTo(written);
        }
    }
}
