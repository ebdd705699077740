package org.mpp4j.benchmarks;

import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mpp4j.method.OfferTerms;
import org.mpp4j.method.PaymentAttempt;
import org.mpp4j.method.Verification;
import org.mpp4j.money.Price;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoCharge;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.charge.AttributionMemo;
import org.mpp4j.tempo.internal.charge.ProofHash;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a charge on Tempo checks before it asks the chain, beside what it can't do without: one recovery of the public key from
 * a signature and a hash, and nothing else, as the process has chosen to do it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TempoBenchmark {

    private static final long CHAIN = TempoNetwork.MODERATO.chainId();
    private static final String MERCHANT = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    private static final Secp256k1Key PAYER = Secp256k1Key.of(Keccak.hash("a key of a benchmark"));

    private final TempoCharge charge = TempoCharge.builder()
            .network(TempoNetwork.MODERATO)
            .rpcUrl(URI.create("http://127.0.0.1:9")) // nobody there, and nobody asked
            .recipient(MERCHANT)
            .build();
    private final PaymentAttempt proof;
    private final PaymentAttempt transaction;
    private final ChannelContract reserve = ChannelContract.reserve(CHAIN);
    private final JsonObject voucher;
    private final byte[] hash = Keccak.hash("what is signed");
    private final byte[] signature;
    private final boolean odd;

    /** Signs a proof and a transaction for all the benchmarks. */
    public TempoBenchmark() {
        byte[] signed = PAYER.sign(hash);
        this.signature = Arrays.copyOf(signed, KeyRecovery.SIGNATURE_BYTES);
        this.odd = signed[KeyRecovery.SIGNATURE_BYTES] == 28;
        this.proof = proof(challenge("0"));
        this.transaction = transaction(challenge("0.01"));
        this.voucher = voucher(reserve);
    }

    private Challenge challenge(String price) {
        return Challenge.builder(
                        "api.example.com",
                        "tempo",
                        "charge",
                        charge.prepare(OfferTerms.of(Price.of(price))).request())
                .expires(Instant.now().plusSeconds(3600))
                .build("QuBMaSj3r_CWc6uZAqSFdbDwxsMxFmGNWD0vmVrtR6g");
    }

    private static PaymentAttempt proof(Challenge challenge) {
        byte[] signed = PAYER.sign(new ProofHash(CHAIN).of(PAYER.address(), challenge));
        return attempt(challenge, "proof", signed);
    }

    private static JsonObject voucher(ChannelContract contract) {
        Bytes32 channel = Bytes32.of(Keccak.hash("a channel"));
        BigInteger amount = BigInteger.valueOf(1_234_500);
        return new Voucher(channel, amount, RlpBytes.of(PAYER.sign(contract.voucherHash(channel, amount)))).json();
    }

    private static PaymentAttempt transaction(Challenge challenge) {
        TempoTransaction unsigned = new TempoTransaction(
                BigInteger.valueOf(CHAIN),
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(50_000_000_000L),
                BigInteger.valueOf(1_000_000),
                List.of(TempoCall.of(
                        TempoNetwork.MODERATO.currency(),
                        TokenFunction.transferWithMemo(
                                TempoAddress.parse(MERCHANT),
                                challenge.request().amount().baseUnits(),
                                AttributionMemo.of(challenge).anonymous()))),
                RlpList.EMPTY,
                BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE),
                BigInteger.ZERO,
                BigInteger.valueOf(Instant.now().getEpochSecond() + 3600),
                null,
                TempoNetwork.MODERATO.currency(),
                new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
        return attempt(
                challenge,
                "transaction",
                unsigned.withSignature(PAYER.sign(unsigned.signingHash())).encode());
    }

    private static PaymentAttempt attempt(Challenge challenge, String type, byte[] signed) {
        return new PaymentAttempt(Credential.of(
                challenge,
                "did:pkh:eip155:" + CHAIN + ":" + PAYER.address(),
                JsonObject.builder()
                        .put("type", type)
                        .put("signature", Hex.encode(signed))
                        .build()));
    }

    /** What can't be saved: the public key from a signature and a hash. */
    @Benchmark
    public byte[] rawRecovery() {
        byte[] key = KeyRecovery.chosen().recover(signature, odd, hash);
        if (key == null) {
            throw new IllegalStateException("What is measured is refused");
        }
        return key;
    }

    /** From the credential of a request that costs nothing to who has signed it. */
    @Benchmark
    public Verification verifyProof() {
        return accepted(charge.verify(proof));
    }

    /** From the members of a session's voucher to whether the payer of its channel has signed it. */
    @Benchmark
    public Voucher verifyVoucher() {
        Voucher read = Voucher.read(voucher, reserve.protocol());
        if (!read.isSignedBy(PAYER.address(), reserve)) {
            throw new IllegalStateException("What is measured is refused");
        }
        return read;
    }

    /** From the credential of a request that costs something to a transaction that pays for it and may be sent. */
    @Benchmark
    public Verification decodeAndCheckTransaction() {
        return accepted(charge.verify(transaction));
    }

    private static Verification accepted(Verification verification) {
        if (!(verification instanceof Verification.Verified)) {
            throw new IllegalStateException("What is measured is refused");
        }
        return verification;
    }
}
