package org.mpp4j.tempo;

import java.nio.file.Path;
import org.mpp4j.method.ConfigurationException;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.internal.codec.PrivateKeys;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.codec.WalletFile;

/** A fee payer whose key is in this process. */
final class LocalFeePayer implements FeePayer {

    private static final int LONGEST_WALLET = 64 * 1024;
    private static final String WHOSE = "the account that pays fees";

    private final Secp256k1Key key;

    private LocalFeePayer(Secp256k1Key key) {
        this.key = key;
    }

    static LocalFeePayer ofHex(String text, String what) {
        return new LocalFeePayer(PrivateKeys.ofHex(text, what));
    }

    static LocalFeePayer fromEnvironment(String variable) {
        return new LocalFeePayer(PrivateKeys.fromEnvironment(variable, WHOSE));
    }

    static LocalFeePayer fromFile(Path file) {
        return new LocalFeePayer(PrivateKeys.fromFile(file, WHOSE));
    }

    static LocalFeePayer fromWalletFile(Path file, char[] password) {
        try {
            return new LocalFeePayer(
                    Secp256k1Key.of(WalletFile.decrypt(PrivateKeys.read(file, LONGEST_WALLET, WHOSE), password)));
        } catch (ProtocolException malformed) {
            throw new ConfigurationException("The wallet file " + file + " can't be opened: " + malformed.getMessage()
                    + "; it has to be version 3 of the Web3 Secret Storage, with its password");
        } catch (IllegalArgumentException noKey) {
            throw new ConfigurationException("The wallet file " + file + " holds something else than a private key");
        }
    }

    @Override
    public TempoAddress address() {
        return key.address();
    }

    @Override
    public byte[] sign(byte[] digest) {
        return key.sign(digest);
    }

    /** The address, never the key. */
    @Override
    public String toString() {
        return "FeePayer[" + key.address() + "]";
    }
}
