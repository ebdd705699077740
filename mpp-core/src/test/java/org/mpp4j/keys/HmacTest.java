package org.mpp4j.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.mpp4j.protocol.BindingText;

class HmacTest {

    private static byte[] platform(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Property(tries = 500)
    void itIsThePlatformsHmacForAnyKeyAndText(
            @ForAll @Size(min = 1, max = 200) byte[] key, @ForAll String start, @ForAll String rest) {
        Hmac hmac = Hmac.withKey(key);
        // A text that ends in the middle of a surrogate pair can't be cut there; none that is bound does.
        BindingText text = new BindingText(start + "|", "|" + rest);

        byte[] expected = platform(key, text.text());

        assertThat(hmac.of(text.text())).isEqualTo(expected);
        assertThat(hmac.of(text)).isEqualTo(expected);
        assertThat(hmac.of(text)).isEqualTo(expected);
    }

    /** RFC 4231 test cases 2 and 6. */
    @Test
    void itIsWhatTheRfcSays() {
        assertThat(Hmac.withKey("Jefe".getBytes(StandardCharsets.US_ASCII)).of("what do ya want for nothing?"))
                .isEqualTo(HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        assertThat(Hmac.withKey(HexFormat.of().parseHex("aa".repeat(131)))
                        .of("Test Using Larger Than Block-Size Key - Hash Key First"))
                .isEqualTo(HexFormat.of().parseHex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    }

    @Test
    void manyOffersInManyThreadsDoNotMixUpTheirBeginnings() throws Exception {
        byte[] key = "a key of the tests".getBytes(StandardCharsets.US_ASCII);
        Hmac hmac = Hmac.withKey(key);
        List<String> starts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            starts.add("offer " + i + " " + "x".repeat(i) + "|");
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 8; thread++) {
            int number = thread;
            running.add(threads.submit(() -> {
                for (int i = 0; i < 3000; i++) {
                    String start = starts.get((i * 7 + number) % starts.size());
                    String rest = number + " " + i;
                    assertThat(hmac.of(new BindingText(start, rest))).isEqualTo(platform(key, start + rest));
                }
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
    }
}
