package org.mpp4j.tempo.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.jcajce.provider.digest.Keccak.Digest256;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Hash;

class KeccakTest {

    @Property(tries = 300)
    void partsAreHashedAsWeb3jAndBouncyCastleHashTheWhole(
            @ForAll @Size(max = 300) byte[] one, @ForAll @Size(max = 300) byte[] next) {
        byte[] whole = Keccak.concatenate(one, next);

        assertThat(whole).hasSize(one.length + next.length);
        assertThat(Keccak.hash(one, next)).isEqualTo(Hash.sha3(whole)).isEqualTo(new Digest256().digest(whole));
    }

    @Property(tries = 200)
    void textIsHashedAsWeb3jHashesIt(@ForAll String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Hex.encode(Keccak.hash(text)))
                .isEqualTo(Hash.sha3String(text))
                .isEqualTo(Hex.encode(new Digest256().digest(utf8)));
    }

    @Test
    void theHashOfNothingIsTheKnownOne() {
        assertThat(Hex.encode(Keccak.hash()))
                .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
