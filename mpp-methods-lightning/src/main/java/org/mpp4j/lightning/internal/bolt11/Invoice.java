package org.mpp4j.lightning.internal.bolt11;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mpp4j.lightning.PaymentHash;

/**
 * An invoice, checked and decoded (BOLT 11). Where the specification lets a reader choose, this one refuses: fields that
 * appear twice, and signatures of a form that nodes don't write. What only concerns the way of a payment isn't decoded; that
 * is for the node that pays.
 *
 * @param currency the chain, for example {@code bc}
 * @param amount in millisatoshi, or empty if the payer decides
 * @param paymentHash names the payment
 * @param timestamp when the invoice was made, to the second
 * @param expiry how long from then it can be paid
 * @param description for people, if it is in the invoice
 * @param descriptionHash the SHA-256 of a description that is elsewhere, in lower-case hexadecimal digits
 * @param payee the public key of the node that is paid, compressed, in lower-case hexadecimal digits
 */
public record Invoice(
        String currency,
        OptionalLong amount,
        PaymentHash paymentHash,
        Instant timestamp,
        Duration expiry,
        Optional<String> description,
        Optional<String> descriptionHash,
        String payee) {

    /** What an HTTP field can carry besides all else. No node makes an invoice of this length. */
    private static final int MAX_LENGTH = 4096;

    private static final Duration DEFAULT_EXPIRY = Duration.ofHours(1);
    private static final long LONGEST_EXPIRY = Duration.ofDays(36_500).toSeconds();
    private static final int SIGNATURE_WORDS = InvoiceSignature.BYTES * 8 / 5;
    private static final int TIMESTAMP_WORDS = 7;
    private static final int HASH_WORDS = 52;
    private static final int KEY_WORDS = 53;

    private static final int PAYMENT_HASH = 1;
    private static final int EXPIRY = 6;
    private static final int DESCRIPTION = 13;
    private static final int PAYMENT_SECRET = 16;
    private static final int PAYEE = 19;
    private static final int DESCRIPTION_HASH = 23;

    /** How many words each known field has, or 0 if that varies. Others are skipped. */
    private static final Map<Integer, Integer> LENGTHS = Map.of(
            PAYMENT_HASH, HASH_WORDS,
            PAYMENT_SECRET, HASH_WORDS,
            DESCRIPTION_HASH, HASH_WORDS,
            PAYEE, KEY_WORDS,
            DESCRIPTION, 0,
            EXPIRY, 0);

    /**
     * Reads an invoice.
     *
     * @param text all in lower or all in upper case
     * @throws InvalidInvoiceException if it is anything else than a whole, signed invoice
     */
    public static Invoice decode(String text) throws InvalidInvoiceException {
        Bech32 bech32 = Bech32.decode(text, MAX_LENGTH);
        InvoicePrefix prefix = InvoicePrefix.parse(bech32.prefix());
        int signedWords = bech32.words().length - SIGNATURE_WORDS;
        if (signedWords < TIMESTAMP_WORDS) {
            throw new InvalidInvoiceException("The invoice is too short");
        }
        byte[] signed = Arrays.copyOf(bech32.words(), signedWords);
        byte[] signature = new Words(Arrays.copyOfRange(bech32.words(), signedWords, bech32.words().length)).bytes();
        Words data = new Words(signed);
        Instant timestamp = Instant.ofEpochSecond(data.number(TIMESTAMP_WORDS));
        Map<Integer, Words> fields = fields(data);
        if (!fields.containsKey(PAYMENT_SECRET)) {
            throw new InvalidInvoiceException("The invoice has no payment secret");
        }
        if (fields.containsKey(DESCRIPTION) == fields.containsKey(DESCRIPTION_HASH)) {
            throw new InvalidInvoiceException("The invoice has to have either a description or the hash of one");
        }
        Words description = fields.get(DESCRIPTION);
        Words descriptionHash = fields.get(DESCRIPTION_HASH);
        return new Invoice(
                prefix.currency(),
                prefix.amount(),
                PaymentHash.of(require(fields, PAYMENT_HASH).bytes()),
                timestamp,
                expiry(fields),
                description == null ? Optional.empty() : Optional.of(utf8(description.bytes())),
                descriptionHash == null
                        ? Optional.empty()
                        : Optional.of(HexFormat.of().formatHex(descriptionHash.bytes())),
                payee(fields, hash(bech32.prefix(), signed), signature));
    }

    /** When it can't be paid any longer. */
    public Instant expiresAt() {
        return timestamp.plus(expiry);
    }

    private static Map<Integer, Words> fields(Words data) throws InvalidInvoiceException {
        Map<Integer, Words> fields = new HashMap<>();
        while (data.left() > 0) {
            int type = (int) data.number(1);
            int length = (int) data.number(2);
            Words field = data.take(length);
            Integer expected = LENGTHS.get(type);
            // BOLT 11: a known field of another length is skipped, because a later version may mean something else by
            // it.
            if (expected == null || expected != 0 && expected != length) {
                continue;
            }
            if (fields.put(type, field) != null) {
                throw new InvalidInvoiceException("The invoice has a field twice");
            }
        }
        return fields;
    }

    private static Words require(Map<Integer, Words> fields, int type) throws InvalidInvoiceException {
        Words field = fields.get(type);
        if (field == null) {
            throw new InvalidInvoiceException("The invoice has no payment hash");
        }
        return field;
    }

    private static Duration expiry(Map<Integer, Words> fields) throws InvalidInvoiceException {
        Words field = fields.get(EXPIRY);
        return field == null
                ? DEFAULT_EXPIRY
                : Duration.ofSeconds(Math.min(field.number(field.left()), LONGEST_EXPIRY));
    }

    private static String utf8(byte[] bytes) throws InvalidInvoiceException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new InvalidInvoiceException("The invoice has a description that isn't UTF-8");
        }
    }

    private static byte[] hash(String prefix, byte[] signed) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(prefix.getBytes(StandardCharsets.US_ASCII));
            return sha256.digest(Words.padded(signed));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    private static String payee(Map<Integer, Words> fields, byte[] hash, byte[] signature)
            throws InvalidInvoiceException {
        String signer = InvoiceSignature.signer(hash, signature);
        Words named = fields.get(PAYEE);
        if (named != null && !HexFormat.of().formatHex(named.bytes()).equals(signer)) {
            throw new InvalidInvoiceException("The invoice is signed by another node than it names");
        }
        return signer;
    }

    /** Whom it pays for what is nobody's business. */
    @Override
    public String toString() {
        return "Invoice[" + paymentHash + "]";
    }
}
