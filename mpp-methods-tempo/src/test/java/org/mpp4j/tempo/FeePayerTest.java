package org.mpp4j.tempo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

class FeePayerTest {

    private static final String KEY = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private static final TempoAddress ADDRESS = TempoAddress.parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8");

    /** The examples of the Web3 Secret Storage definition: same key, same password. */
    private static final String PBKDF2 = """
            {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
            "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46","kdf":"pbkdf2",
            "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
            "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
            "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
            "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

    /** Written by ox 1.8.3, with the key above. */
    private static final String SCRYPT = """
            {"crypto":{"cipher":"aes-128-ctr",
            "ciphertext":"72fd942b35f02074d6fbfcbb39bb07703ed3e4edb1e948ab92fc60ffd9cab1cf",
            "cipherparams":{"iv":"e1c7d155eb8486d3bd4beb47b76d524e"},"kdf":"scrypt",
            "kdfparams":{"dklen":32,"n":4096,"p":1,"r":8,
            "salt":"d8b00ab5a872864061b6703075da668708934cd43e7691ede98f598fe525959e"},
            "mac":"7624d96fefca44a8b7c2e0e427fc24922fdaf1202d856c2c755b076e227ba7d2"},
            "id":"20646c06-afe9-493a-b1f3-82489fe4e4ac","version":3}""";

    private static final TempoAddress EXAMPLE = TempoAddress.parse("0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b");

    @TempDir
    private Path directory;

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    @Property(tries = 200)
    void signaturesAreThoseOfWeb3j(@ForAll @Size(32) byte[] hash, @ForAll @Size(31) byte[] secret) throws Exception {
        BigInteger number = new BigInteger(1, secret).add(BigInteger.ONE);
        ECKeyPair oracle = ECKeyPair.create(number);
        byte[] padded = new byte[32];
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 32 ? 1 : 0;
        System.arraycopy(bytes, from, padded, 32 - bytes.length + from, bytes.length - from);

        byte[] signature = Secp256k1Key.of(padded).sign(hash);

        Sign.SignatureData expected = Sign.signMessage(hash, oracle, false);
        assertThat(signature).startsWith(expected.getR()).endsWith(expected.getV());
        assertThat(signature).containsSequence(expected.getS()).hasSize(65);
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "0x" + KEY, " 0x" + KEY + "\n"})
    void aKeyIsTakenInWhateverWayItIsWritten(String text) throws IOException {
        assertThat(FeePayer.ofPrivateKey(text).address()).isEqualTo(ADDRESS);
        assertThat(FeePayer.fromFile(file(text)).address()).isEqualTo(ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690",
                "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690g",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
            })
    void whatIsNoKeyIsRefusedAndNotShown(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> FeePayer.ofPrivateKey(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("59c6")
                .hasMessageNotContaining("ffff")
                .hasNoCause();
        assertThatThrownBy(() -> FeePayer.fromFile(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aMissingVariableOrFileIsNamed() {
        assertThatThrownBy(() -> FeePayer.fromEnvironment("NO_SUCH_VARIABLE_OF_MPP4J"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("NO_SUCH_VARIABLE_OF_MPP4J");
        assertThatThrownBy(() -> FeePayer.fromFile(directory.resolve("missing")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void aWalletWithScryptIsOpened() throws IOException {
        assertThat(FeePayer.fromWalletFile(file(SCRYPT), "sesame ünd öffne".toCharArray())
                        .address())
                .isEqualTo(ADDRESS);
    }

    @ParameterizedTest
    @CsvSource({"4096, 1073741824", "4096, 4095", "8, 1"})
    void anOddScryptIsRefused(String part, String instead) throws IOException {
        String odd = SCRYPT.replace("\"n\":4096", "\"n\":" + (part.equals("4096") ? instead : "1048576"));
        Path wallet = file(part.equals("8") ? odd.replace("\"r\":8", "\"r\":" + instead) : odd);

        assertThatThrownBy(() -> FeePayer.fromWalletFile(wallet, "testpassword".toCharArray()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("scrypt parameters");
    }

    @Test
    void aWalletWithPbkdf2IsOpened() throws IOException {
        assertThat(FeePayer.fromWalletFile(file(PBKDF2), "testpassword".toCharArray())
                        .address())
                .isEqualTo(EXAMPLE);
    }

    @Test
    void aWrongPasswordIsSaidToBe() throws IOException {
        Path wallet = file(PBKDF2);
        assertThatThrownBy(() -> FeePayer.fromWalletFile(wallet, "testpasswort".toCharArray()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("password is wrong")
                .hasMessageNotContaining("testpasswort");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "version":3         | "version":1
            "version":3         | "versions":3
            aes-128-ctr         | aes-256-gcm
            "kdf":"pbkdf2"      | "kdf":"argon2"
            "c":262144          | "c":100000000000
            "c":262144          | "c":0
            "dklen":32          | "dklen":16
            hmac-sha256         | hmac-sha512
            6087dab2            | 6087da
            "salt":"ae          | "salt":"zz
            "mac"               | "mec"
            """)
    void anOddWalletIsRefused(String part, String instead) throws IOException {
        Path wallet = file(PBKDF2.replace(part, instead));

        assertThatThrownBy(() -> FeePayer.fromWalletFile(wallet, "testpassword".toCharArray()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(wallet.toString());
    }

    @Test
    void theKeyIsNeverShown() {
        assertThat(FeePayer.ofPrivateKey(KEY)).hasToString("FeePayer[" + ADDRESS + "]");
    }
}
