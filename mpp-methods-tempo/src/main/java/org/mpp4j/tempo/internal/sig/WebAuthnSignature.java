package org.mpp4j.tempo.internal.sig;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.P256Signature;

/**
 * A signature by a passkey (W3C Web Authentication): type, authenticator data, client data, signature with key. The passkey
 * doesn't sign the hash but a text of the browser's in which the hash is the challenge, so that text has to be looked at.
 */
final class WebAuthnSignature implements KeySignature {

    static final byte TYPE = 2;

    /** The longest that the node takes, and the type. */
    static final int MAX_BYTES = 1 + 2048;

    /** Hash of the relying party's id, flags, counter. What could follow them the node doesn't take. */
    private static final int AUTHENTICATOR_BYTES = 37;

    private static final int FLAGS = 32;
    private static final int USER_PRESENT = 0x01;
    private static final int ATTESTED_KEY_INCLUDED = 0x40;
    private static final int EXTENSIONS_INCLUDED = 0x80;
    private static final int SHORTEST_CLIENT_DATA = 32;

    private final byte[] authenticatorData;
    private final byte[] clientData;
    private final String type;
    private final String challenge;
    private final P256Signature signature;

    private WebAuthnSignature(byte[] authenticatorData, byte[] clientData, JsonObject client, P256Signature signature) {
        this.authenticatorData = authenticatorData;
        this.clientData = clientData;
        this.type = client.requireString("type");
        this.challenge = client.requireString("challenge");
        this.signature = signature;
    }

    static WebAuthnSignature parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new ProtocolException("The signature of a passkey is longer than " + MAX_BYTES + " bytes");
        }
        int clientDataEnd = bytes.length - P256Signature.LENGTH;
        int clientDataStart = 1 + AUTHENTICATOR_BYTES;
        if (clientDataEnd - clientDataStart < SHORTEST_CLIENT_DATA) {
            throw new ProtocolException("The signature of a passkey is too short to have the data of its client");
        }
        byte[] authenticatorData = Arrays.copyOfRange(bytes, 1, clientDataStart);
        byte flags = authenticatorData[FLAGS];
        if ((flags & USER_PRESENT) == 0) {
            throw new ProtocolException("The signature of a passkey must have the flag that a user was present");
        }
        if ((flags & (ATTESTED_KEY_INCLUDED | EXTENSIONS_INCLUDED)) != 0) {
            throw new ProtocolException("The signature of a passkey must not have a new key or extensions with it");
        }
        byte[] clientData = Arrays.copyOfRange(bytes, clientDataStart, clientDataEnd);
        return new WebAuthnSignature(
                authenticatorData,
                clientData,
                JsonObject.parse(utf8(clientData)),
                P256Signature.parse(Arrays.copyOfRange(bytes, clientDataEnd, bytes.length)));
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new ProtocolException("The client data of a passkey must be UTF-8");
        }
    }

    @Override
    public KeyType type() {
        return KeyType.WEBAUTHN;
    }

    @Override
    public Optional<TempoAddress> key(byte[] hash) {
        boolean forThisHash = type.equals("webauthn.get")
                && challenge.equals(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
        return forThisHash && signature.isOf(Sha256.hash(authenticatorData, Sha256.hash(clientData)))
                ? Optional.of(signature.address())
                : Optional.empty();
    }

    @Override
    public byte[] bytes() {
        return Keccak.concatenate(new byte[] {TYPE}, authenticatorData, clientData, signature.bytes());
    }

    /** Nothing of the signature. */
    @Override
    public String toString() {
        return "WebAuthnSignature";
    }
}
