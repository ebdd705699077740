package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.Signer;
import org.mpp4j.tempo.internal.sig.TempoSignature;

/**
 * A signed Tempo transaction (type 0x76). Whoever holds one can send it, so {@code toString} shows nothing of it.
 *
 * @param chainId as in EIP-155
 * @param maxPriorityFeePerGas in 10<sup>-18</sup> USD
 * @param maxFeePerGas in 10<sup>-18</sup> USD
 * @param gas the most that may be used
 * @param calls what it does, all or nothing
 * @param accessList not looked at
 * @param nonceKey which of the sender's sequences of nonces it belongs to
 * @param nonce its place in that sequence
 * @param validBefore seconds since 1970 when it can't be mined any more, or null
 * @param validAfter seconds since 1970 until when it can't be mined yet, or null
 * @param feeToken what fees are paid in, or null for the payer's default
 * @param feePayer who pays the fees
 * @param authorizations of accounts' code (EIP-7702)
 * @param keyAuthorization of an access key, or null
 * @param signature the sender's
 */
public record TempoTransaction(
        BigInteger chainId,
        BigInteger maxPriorityFeePerGas,
        BigInteger maxFeePerGas,
        BigInteger gas,
        List<TempoCall> calls,
        RlpList accessList,
        BigInteger nonceKey,
        BigInteger nonce,
        @Nullable BigInteger validBefore,
        @Nullable BigInteger validAfter,
        @Nullable TempoAddress feeToken,
        FeePayerSignature feePayer,
        RlpList authorizations,
        @Nullable RlpList keyAuthorization,
        SenderSignature signature) {

    /** The first byte of a transaction. */
    public static final byte TYPE = 0x76;

    /** The first byte of what a sender hands to a fee payer, and of what a fee payer signs. */
    public static final byte FEE_PAYER_TYPE = 0x78;

    /** The longest that is read. The longest signature has about two thousand, and a payment needs a few hundred. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final int FIELDS_WITH_SIGNATURE = 14;

    /** Copies the calls. */
    public TempoTransaction {
        calls = List.copyOf(calls);
    }

    /**
     * Reads a transaction.
     *
     * @throws ProtocolException if these bytes are anything but the one encoding of a transaction
     */
    public static TempoTransaction decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != TYPE) {
            throw new ProtocolException("The transaction must be a Tempo transaction, of type 0x76");
        }
        if (bytes.length > MAX_BYTES) {
            throw new ProtocolException("The transaction is longer than " + MAX_BYTES + " bytes");
        }
        List<RlpItem> fields = Rlp.decode(bytes, 1).asList("content").items();
        boolean keyAuthorized = fields.size() == FIELDS_WITH_SIGNATURE + 1;
        if (fields.size() != FIELDS_WITH_SIGNATURE && !keyAuthorized) {
            throw new ProtocolException("A signed Tempo transaction has " + FIELDS_WITH_SIGNATURE + " or "
                    + (FIELDS_WITH_SIGNATURE + 1) + " fields, this one has " + fields.size());
        }
        TempoTransaction transaction = new TempoTransaction(
                Fields.uint64(fields.get(0), "chain id"),
                Fields.uint128(fields.get(1), "priority fee"),
                Fields.uint128(fields.get(2), "fee"),
                Fields.uint64(fields.get(3), "gas limit"),
                fields.get(4).asList("calls").items().stream()
                        .map(TempoCall::decode)
                        .toList(),
                fields.get(5).asList("access list"),
                Fields.uint256(fields.get(6), "nonce key"),
                Fields.uint64(fields.get(7), "nonce"),
                Fields.optionalSeconds(fields.get(8), "valid before"),
                Fields.optionalSeconds(fields.get(9), "valid after"),
                Fields.optionalAddress(fields.get(10), "fee token"),
                FeePayerSignature.decode(fields.get(11)),
                fields.get(12).asList("authorization list"),
                keyAuthorized ? fields.get(13).asList("key authorization") : null,
                new SenderSignature(fields.get(fields.size() - 1).asBytes("signature")));
        if (!Arrays.equals(transaction.encode(), bytes)) {
            // The reader takes one encoding only, so this can't be; but a payment must not rest on that alone.
            throw new ProtocolException("The transaction is not in canonical form");
        }
        return transaction;
    }

    /** The transaction as it is sent. */
    public byte[] encode() {
        List<RlpItem> fields = fields(feeToken, feePayer.encode());
        fields.add(signature.bytes());
        return typed(TYPE, fields);
    }

    /** The hash that the sender signs. Whoever pays the fees is left open in it if it isn't the sender. */
    public byte[] signingHash() {
        return Keccak.hash(signedBytes());
    }

    private byte[] signedBytes() {
        return feePayer instanceof FeePayerSignature.None
                ? typed(TYPE, fields(feeToken, RlpBytes.EMPTY))
                : typed(TYPE, fields(null, FeePayerSignature.MARKER));
    }

    /**
     * The hash that a fee payer signs: of everything but the sender's signature, for which the sender stands.
     *
     * @param sender whose fees are paid, in {@link #feeToken()}
     */
    public byte[] feePayerHash(TempoAddress sender) {
        return Keccak.hash(typed(FEE_PAYER_TYPE, fields(feeToken, Fields.address(sender))));
    }

    /**
     * What keeps the sender's signature from being used twice, if its nonce is an expiring one: the chain mines one transaction
     * with this hash, whoever pays its fees.
     */
    public byte[] expiringNonceHash(TempoAddress sender) {
        return Keccak.hash(signedBytes(), sender.bytes());
    }

    private List<RlpItem> fields(@Nullable TempoAddress signedFeeToken, RlpItem signedFeePayer) {
        List<RlpItem> fields = new ArrayList<>(FIELDS_WITH_SIGNATURE + 1);
        fields.add(RlpBytes.of(chainId));
        fields.add(RlpBytes.of(maxPriorityFeePerGas));
        fields.add(RlpBytes.of(maxFeePerGas));
        fields.add(RlpBytes.of(gas));
        fields.add(new RlpList(calls.stream().map(TempoCall::encode).toList()));
        fields.add(accessList);
        fields.add(RlpBytes.of(nonceKey));
        fields.add(RlpBytes.of(nonce));
        fields.add(Fields.seconds(validBefore));
        fields.add(Fields.seconds(validAfter));
        fields.add(Fields.address(signedFeeToken));
        fields.add(signedFeePayer);
        fields.add(authorizations);
        if (keyAuthorization != null) {
            fields.add(keyAuthorization);
        }
        return fields;
    }

    private static byte[] typed(byte type, List<RlpItem> fields) {
        return Keccak.concatenate(new byte[] {type}, Rlp.encode(new RlpList(fields)));
    }

    /**
     * Who has signed the transaction, or nobody if no key can have.
     *
     * @throws ProtocolException if the signature isn't a canonical one
     */
    public Optional<Signer> signer() {
        return TempoSignature.parse(signature.bytes().toArray()).signer(signingHash());
    }

    /**
     * Whether the account itself, with this transaction, authorizes that key to sign for it.
     *
     * @throws ProtocolException if there is an authorization that isn't well-formed
     */
    public boolean authorizes(AccessKey key) {
        return keyAuthorization != null
                && KeyAuthorization.decode(keyAuthorization).isFor(key, chainId);
    }

    /**
     * This transaction with the signature in the form that the node hashes: it takes others too, but only its hash tells
     * whether two transactions are one.
     *
     * @throws ProtocolException if the signature isn't a canonical one
     */
    public TempoTransaction canonical() {
        return withSignature(TempoSignature.parse(signature.bytes().toArray()).bytes());
    }

    /** This transaction with another signature of the sender's. */
    public TempoTransaction withSignature(byte[] bytes) {
        return new TempoTransaction(
                chainId,
                maxPriorityFeePerGas,
                maxFeePerGas,
                gas,
                calls,
                accessList,
                nonceKey,
                nonce,
                validBefore,
                validAfter,
                feeToken,
                feePayer,
                authorizations,
                keyAuthorization,
                new SenderSignature(RlpBytes.of(bytes)));
    }

    /** This transaction with somebody who pays its fees, in that token. */
    public TempoTransaction withFeePayer(TempoAddress token, FeePayerSignature payer) {
        return new TempoTransaction(
                chainId,
                maxPriorityFeePerGas,
                maxFeePerGas,
                gas,
                calls,
                accessList,
                nonceKey,
                nonce,
                validBefore,
                validAfter,
                token,
                payer,
                authorizations,
                keyAuthorization,
                signature);
    }

    /** Nothing but the number of calls. */
    @Override
    public String toString() {
        return "TempoTransaction[" + calls.size() + " calls]";
    }
}
