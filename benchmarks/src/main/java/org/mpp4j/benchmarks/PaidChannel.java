package org.mpp4j.benchmarks;

import fr.acinq.secp256k1.Secp256k1;
import java.math.BigInteger;
import java.util.List;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.codec.Secp256k1Signature;
import org.mpp4j.tempo.internal.session.Bytes32;
import org.mpp4j.tempo.internal.session.ChannelContract;
import org.mpp4j.tempo.internal.session.ChannelDescriptor;
import org.mpp4j.tempo.internal.session.ReserveCall;
import org.mpp4j.tempo.internal.session.Voucher;
import org.mpp4j.tempo.internal.tx.FeePayerSignature;
import org.mpp4j.tempo.internal.tx.SenderSignature;
import org.mpp4j.tempo.internal.tx.TempoCall;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/** A channel with enough in it, seen by the one who pays from it: credentials that open it, and that carry its vouchers. */
final class PaidChannel {

    static final long CHAIN = TempoNetwork.MODERATO.chainId();
    static final ChannelContract RESERVE = ChannelContract.reserve(CHAIN);
    static final BigInteger DEPOSIT = BigInteger.TEN.pow(15);

    private static final byte[] SECRET = Keccak.hash("a key of a benchmark");
    private static final TempoAddress PAYER = Secp256k1Key.of(SECRET).address();
    private static final BigInteger EXPIRING = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

    private final TempoTransaction opening;
    private final ChannelDescriptor descriptor;
    private final Bytes32 id;

    private PaidChannel(TempoTransaction opening, ChannelDescriptor descriptor) {
        this.opening = opening;
        this.descriptor = descriptor;
        this.id = descriptor.channelId(RESERVE);
    }

    /**
     * A channel that nobody has opened yet.
     *
     * @param salt tells channels apart
     * @param validBefore until when it can be opened, in seconds since 1970; at most half a minute ahead
     */
    static PaidChannel to(TempoAddress payee, Bytes32 salt, long validBefore) {
        TempoAddress token = TempoNetwork.MODERATO.currency();
        ReserveCall.Open open = new ReserveCall.Open(payee, ChannelDescriptor.NOBODY, token, DEPOSIT, salt, PAYER);
        TempoTransaction unsigned = new TempoTransaction(
                BigInteger.valueOf(CHAIN),
                BigInteger.valueOf(1_000_000_000),
                BigInteger.valueOf(50_000_000_000L),
                BigInteger.valueOf(1_000_000),
                List.of(TempoCall.of(RESERVE.address(), open.encode())),
                RlpList.EMPTY,
                EXPIRING,
                BigInteger.ZERO,
                BigInteger.valueOf(validBefore),
                null,
                token,
                new FeePayerSignature.None(),
                RlpList.EMPTY,
                null,
                new SenderSignature(RlpBytes.EMPTY));
        TempoTransaction signed = unsigned.withSignature(sign(unsigned.signingHash()));
        ChannelDescriptor descriptor = new ChannelDescriptor(
                PAYER,
                payee,
                open.operator(),
                token,
                salt,
                open.authorizedSigner(),
                Bytes32.of(signed.expiringNonceHash(PAYER)));
        return new PaidChannel(signed, descriptor);
    }

    /** By native code, as there are hundreds of thousands to sign. */
    private static byte[] sign(byte[] hash) {
        byte[] compact = Secp256k1.get().sign(hash, SECRET, null);
        for (byte v = 27; v <= 28; v++) {
            byte[] signature = Keccak.concatenate(compact, new byte[] {v});
            if (Secp256k1Signature.parse(signature)
                    .signer(hash)
                    .filter(PAYER::equals)
                    .isPresent()) {
                return signature;
            }
        }
        throw new IllegalStateException("The signature doesn't lead back to the key");
    }

    /** The same but for the salt; open only where somebody has put it into the books. */
    PaidChannel withSalt(Bytes32 salt) {
        return new PaidChannel(
                opening,
                new ChannelDescriptor(
                        descriptor.payer(),
                        descriptor.payee(),
                        descriptor.operator(),
                        descriptor.token(),
                        salt,
                        descriptor.authorizedSigner(),
                        descriptor.expiringNonceHash()));
    }

    Bytes32 id() {
        return id;
    }

    Voucher voucher(BigInteger amount) {
        return new Voucher(id, amount, RlpBytes.of(sign(RESERVE.voucherHash(id, amount))));
    }

    Credential open(Challenge challenge, BigInteger amount) {
        return credential(
                challenge,
                payload("open", voucher(amount))
                        .put("type", "transaction")
                        .put("transaction", Hex.encode(opening.encode())));
    }

    Credential pay(Challenge challenge, Voucher voucher) {
        return credential(challenge, payload("voucher", voucher));
    }

    /** What a server has to know of it after its first unit was paid. */
    JsonObject openedJson() {
        BigInteger amount = BigInteger.valueOf(VoucherServer.PRICE);
        return JsonObject.builder()
                .put("id", id.toString())
                .put("deposit", DEPOSIT.toString())
                .put("opened", amount.toString())
                .put("signature", Hex.encode(voucher(amount).signature().toArray()))
                .put("descriptor", descriptor.json())
                .build();
    }

    private JsonObject.Builder payload(String action, Voucher voucher) {
        return voucher.json().toBuilder().put("action", action).put("descriptor", descriptor.json());
    }

    private Credential credential(Challenge challenge, JsonObject.Builder payload) {
        return Credential.of(challenge, "did:pkh:eip155:" + CHAIN + ":" + PAYER, payload.build());
    }

    /** The channel's id. */
    @Override
    public String toString() {
        return "PaidChannel[" + id + "]";
    }
}
