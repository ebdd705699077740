package org.mpp4j.tempo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

class TempoWalletTest {

    private static final String KEY = "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a";
    private static final String ADDRESS = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    @Test
    void aKeyIsReadHoweverItIsKept(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "0x" + KEY + "\n");

        assertThat(TempoWallet.ofKey(KEY).address()).hasToString(ADDRESS);
        assertThat(TempoWallet.ofKey("0x" + KEY).address()).hasToString(ADDRESS);
        assertThat(TempoWallet.ofKey(HexFormat.of().parseHex(KEY)).address()).hasToString(ADDRESS);
        assertThat(TempoWallet.fromFile(file).address()).hasToString(ADDRESS);
    }

    @Property(tries = 50)
    void web3jSignsTheSame(@ForAll @Size(32) byte[] hash, @ForAll @Size(31) byte[] secret) {
        byte[] key = Arrays.copyOf(secret, 32);
        key[0] &= 0x7f; // below the order of the curve
        key[31] |= 1;
        ECKeyPair pair = ECKeyPair.create(key);
        Sign.SignatureData expected = Sign.signMessage(hash, pair, false);

        TempoWallet wallet = TempoWallet.ofKey(key);
        byte[] signature = wallet.sign(hash);

        assertThat(wallet.address().toString()).isEqualToIgnoringCase("0x" + Keys.getAddress(pair));
        assertThat(Arrays.copyOf(signature, 32)).isEqualTo(expected.getR());
        assertThat(Arrays.copyOfRange(signature, 32, 64)).isEqualTo(expected.getS());
        assertThat(Arrays.copyOfRange(signature, 64, 65)).isEqualTo(expected.getV());
        assertThat(Secp256k1Signature.parse(signature).signer(hash)).contains(wallet.address());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365",
                "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a0",
                "5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365g",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe",
            })
    void whatIsNoKeyIsRefusedAndNotQuoted(String text) {
        assertThatThrownBy(() -> TempoWallet.ofKey(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("is not a private key")
                .satisfies(thrown -> {
                    StringWriter trace = new StringWriter();
                    thrown.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("5de4111afa1a", "ffffffffff");
                });
    }

    @Test
    void aKeyThatIsNotThereIsMissed(@TempDir Path folder) throws Exception {
        Path large = Files.writeString(folder.resolve("large"), "5de4".repeat(1000));

        assertThatThrownBy(() -> TempoWallet.fromEnvironment("NOBODY_SETS_THIS_VARIABLE"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("NOBODY_SETS_THIS_VARIABLE is not set");
        assertThatThrownBy(() -> TempoWallet.fromFile(folder.resolve("nothing")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("can't be read");
        assertThatThrownBy(() -> TempoWallet.fromFile(large))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("too long")
                .hasMessageNotContaining("5de45de4");
    }

    @Test
    void nothingShowsTheKey() {
        assertThat(TempoWallet.ofKey(KEY).toString()).isEqualTo("TempoWallet[" + ADDRESS + "]");
    }

    @Test
    void onlyHashesAreSigned() {
        assertThatThrownBy(() -> TempoWallet.ofKey(KEY).sign(new byte[31])).hasMessageContaining("32 bytes");
    }
}
