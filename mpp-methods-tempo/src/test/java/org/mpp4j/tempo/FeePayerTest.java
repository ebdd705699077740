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

    private static final String SCRYPT = """
            {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
            "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c","kdf":"scrypt",
            "kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,
            "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
            "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
            "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}""";

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
        assertThat(FeePayer.fromWalletFile(file(SCRYPT), "testpassword".toCharArray())
                        .address())
                .isEqualTo(EXAMPLE);
    }

    @Test
    void anUnaffordableScryptIsRefused() throws IOException {
        Path wallet = file(SCRYPT.replace("262144", "1073741824"));

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
