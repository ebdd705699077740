package org.mpp4j.tempo;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.charge.ProofHash;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/** An account with a secp256k1 key that pays for challenges. */
public final class TempoPayer {

    /** The nonce key of transactions that need no sequence, only an end of validity. */
    public static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private final ECKeyPair keys;
    private final TempoAddress address;

    public TempoPayer(String privateKey) {
        this.keys = ECKeyPair.create(new BigInteger(privateKey.substring(2), 16));
        this.address = TempoAddress.parse("0x" + Keys.getAddress(keys));
    }

    public TempoAddress address() {
        return address;
    }

    public String did(long chainId) {
        return "did:pkh:eip155:" + chainId + ":" + address;
    }

    /** The one transfer that the challenge asks for. */
    public static TempoCall transfer(Challenge challenge) {
        return TempoCall.of(
                TempoAddress.parse(challenge.request().currency()),
                TokenFunction.transferWithMemo(
                        TempoAddress.parse(challenge.request().recipient().orElseThrow()),
                        challenge.request().amount().baseUnits(),
                        AttributionMemo.of(challenge).anonymous()));
    }

    /** A transaction that nobody has signed. */
    public static TempoTransaction unsigned(long chainId, BigInteger validBefore, List<TempoCall> calls) {
        return new TempoTransaction(
                BigInteger.valueOf(chainId),
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(50_000_000_000L),
                BigInteger.valueOf(1_000_000),
                calls,
                RlpList.EMPTY,
                EXPIRING,
                BigInteger.ZERO,
                validBefore,
                null,
                TempoNetwork.MODERATO.currency(),
                new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
    }

    public byte[] sign(byte[] hash) {
        Sign.SignatureData signature = Sign.signMessage(hash, keys, false);
        return Keccak.concatenate(signature.getR(), signature.getS(), signature.getV());
    }

    public TempoTransaction sign(TempoTransaction transaction) {
        return transaction.withSignature(sign(transaction.signingHash()));
    }

    public Credential pay(Challenge challenge, BigInteger validBefore) {
        long chainId = challenge.request().methodDetails().integer("chainId").orElseThrow();
        return credential(challenge, sign(unsigned(chainId, validBefore, List.of(transfer(challenge)))));
    }

    public Credential credential(Challenge challenge, TempoTransaction signed) {
        return Credential.of(
                challenge,
                did(signed.chainId().longValueExact()),
                JsonObject.builder()
                        .put("type", "transaction")
                        .put("signature", Hex.encode(signed.encode()))
                        .build());
    }

    public Credential prove(Challenge challenge) {
        long chainId = challenge.request().methodDetails().integer("chainId").orElseThrow();
        byte[] signature = sign(new ProofHash(chainId).of(address, challenge));
        return Credential.of(
                challenge,
                did(chainId),
                JsonObject.builder()
                        .put("type", "proof")
                        .put("signature", "0x" + HexFormat.of().formatHex(signature))
                        .build());
    }
}
