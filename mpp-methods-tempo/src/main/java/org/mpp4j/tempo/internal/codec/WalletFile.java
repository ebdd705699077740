package org.mpp4j.tempo.internal.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.SICBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;

/**
 * Encrypted private keys as Ethereum wallets keep them: version 3 of the Web3 Secret Storage. web3j could read it, but its
 * crypto can't be on a module path.
 */
public final class WalletFile {

    private static final int KEY_LENGTH = 32;
    private static final int AES_LENGTH = 16;

    /** 1 GiB of memory, four times what the costliest wallets in use ask for. */
    private static final long MAX_SCRYPT_BYTES = 1L << 30;

    private static final long MAX_ITERATIONS = 10_000_000;

    private WalletFile() {}

    /**
     * Reads the private key.
     *
     * @throws ProtocolException if this isn't such a wallet, or the password is wrong
     */
    public static byte[] decrypt(String json, char[] password) {
        JsonObject wallet = JsonObject.parse(json);
        if (!wallet.integer("version").equals(OptionalLong.of(3))) {
            throw new ProtocolException("The wallet's version is not 3");
        }
        // The standard has "crypto"; some older programs wrote "Crypto".
        JsonObject crypto = wallet.object("crypto")
                .or(() -> wallet.object("Crypto"))
                .orElseThrow(() -> new ProtocolException("The wallet has no member crypto"));
        if (!crypto.requireString("cipher").equals("aes-128-ctr")) {
            throw new ProtocolException("The wallet's cipher is not aes-128-ctr");
        }
        byte[] encrypted = bytes(crypto, "ciphertext");
        byte[] derived = derive(crypto.requireString("kdf"), crypto.requireObject("kdfparams"), password);
        byte[] mac = Keccak.hash(Arrays.copyOfRange(derived, 16, 32), encrypted);
        if (!MessageDigest.isEqual(mac, bytes(crypto, "mac"))) {
            throw new ProtocolException("The wallet's password is wrong");
        }
        return decrypt(derived, bytes(crypto.requireObject("cipherparams"), "iv"), encrypted);
    }

    private static byte[] decrypt(byte[] derived, byte[] iv, byte[] encrypted) {
        if (iv.length != AES_LENGTH || encrypted.length != KEY_LENGTH) {
            throw new ProtocolException("The wallet's cipher parameters are wrong");
        }
        StreamCipher cipher = SICBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(false, new ParametersWithIV(new KeyParameter(derived, 0, AES_LENGTH), iv));
        byte[] decrypted = new byte[encrypted.length];
        cipher.processBytes(encrypted, 0, encrypted.length, decrypted, 0);
        return decrypted;
    }

    private static byte[] derive(String function, JsonObject parameters, char[] password) {
        if (number(parameters, "dklen", KEY_LENGTH) != KEY_LENGTH) {
            throw new ProtocolException("The wallet's derived key doesn't have 32 bytes");
        }
        byte[] salt = bytes(parameters, "salt");
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
        byte[] secret = new byte[encoded.remaining()];
        encoded.get(secret);
        Arrays.fill(encoded.array(), (byte) 0);
        try {
            return switch (function) {
                case "scrypt" -> scrypt(secret, salt, parameters);
                case "pbkdf2" -> pbkdf2(secret, salt, parameters);
                default -> throw new ProtocolException("The wallet's key derivation is neither scrypt nor pbkdf2");
            };
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static byte[] scrypt(byte[] secret, byte[] salt, JsonObject parameters) {
        long n = number(parameters, "n", Integer.MAX_VALUE);
        long r = number(parameters, "r", 1024);
        long p = number(parameters, "p", 64);
        // RFC 7914 section 6 has the bound for r = 1.
        if (n < 2 || Long.bitCount(n) != 1 || 128 * r * n > MAX_SCRYPT_BYTES || (r == 1 && n >= 1 << 16)) {
            throw new ProtocolException("The wallet's scrypt parameters are not usual ones");
        }
        return SCrypt.generate(secret, salt, (int) n, (int) r, (int) p, KEY_LENGTH);
    }

    private static byte[] pbkdf2(byte[] secret, byte[] salt, JsonObject parameters) {
        if (!parameters.requireString("prf").equals("hmac-sha256")) {
            throw new ProtocolException("The wallet's pbkdf2 is not with hmac-sha256");
        }
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(secret, salt, (int) number(parameters, "c", MAX_ITERATIONS));
        return ((KeyParameter) generator.generateDerivedMacParameters(KEY_LENGTH * Byte.SIZE)).getKey();
    }

    private static long number(JsonObject parameters, String name, long max) {
        long number = parameters
                .integer(name)
                .orElseThrow(() -> new ProtocolException("The wallet's parameter " + name + " is missing"));
        if (number < 1 || number > max) {
            throw new ProtocolException("The wallet's parameter " + name + " is not a usual one");
        }
        return number;
    }

    private static byte[] bytes(JsonObject object, String name) {
        try {
            return HexFormat.of().parseHex(object.requireString(name));
        } catch (IllegalArgumentException notHex) {
            throw new ProtocolException("The wallet's member " + name + " is not hexadecimal");
        }
    }
}
