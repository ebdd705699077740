package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Hex;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.KeyType;

/** Finds out what became of a charge without its credential: by the hash of its transaction. Sends nothing. */
public final class TransactionLookUp {

    private final ChargeRail rail;
    private final AccessKeys keys;

    /** Asks the rail's node. */
    public TransactionLookUp(ChargeRail rail, AccessKeys keys) {
        this.rail = rail;
        this.keys = keys;
    }

    static JsonObject data(String hash, String realm, @Nullable BigInteger validBefore) {
        JsonObject.Builder data = JsonObject.builder().put("hash", hash).put("realm", realm);
        if (validBefore != null) {
            data.put("validBefore", validBefore.toString());
        }
        return data.build();
    }

    static JsonObject sponsoredData(RlpBytes memo, String realm, BigInteger notBefore, BigInteger validBefore) {
        return JsonObject.builder()
                .put("memo", Hex.encode(memo.toArray()))
                .put("realm", realm)
                .put("notBefore", notBefore.toString())
                .put("validBefore", validBefore.toString())
                .build();
    }

    /** For a proof that an access key has signed. */
    static JsonObject data(AccessKey key) {
        return JsonObject.builder()
                .put("account", key.account().toString())
                .put("accessKey", key.address().toString())
                .put("keyType", key.type().name())
                .build();
    }

    private static AccessKey accessKey(JsonObject data, String address) {
        return new AccessKey(
                TempoAddress.parse(data.requireString("account")),
                TempoAddress.parse(address),
                KeyType.valueOf(data.requireString("keyType")));
    }

    /**
     * Looks up a charge. One without a transaction is a proof, which was paid for by being shown.
     *
     * @throws org.mpp4j.protocol.ProtocolException if it wasn't begun by this version or an earlier one
     */
    public Settlement lookUp(PendingPayment pending) {
        Optional<String> hash = pending.data().string("hash");
        Optional<String> memo = pending.data().string("memo");
        if (hash.isEmpty() && memo.isEmpty()) {
            return pending.data()
                    .string("accessKey")
                    .flatMap(address -> keys.objectionTo(accessKey(pending.data(), address)))
                    .orElseGet(() -> new Settlement.Settled(
                            ChargeReceipt.of(pending.challengeId(), rail.clock().instant(), pending.request())));
        }
        PayerDid payer = pending.payer()
                .flatMap(PayerDid::parse)
                .orElseThrow(() -> new IllegalArgumentException("A pending charge on Tempo has no payer"));
        ExpectedPayment expected = ExpectedPayment.of(
                pending.request(), AttributionMemo.of(pending.data().requireString("realm"), pending.challengeId()));
        return (memo.isPresent()
                        ? sponsored(memo.get(), pending, payer, expected).outcome(Deadline.in(rail.patience()))
                        : plain(hash.orElseThrow(), pending, payer, expected).outcome(Deadline.in(rail.patience())))
                .orElseGet(() -> TransactionTrace.unknown(new NodeException("The transaction isn't mined")));
    }

    private SponsoredTrace sponsored(String memo, PendingPayment pending, PayerDid payer, ExpectedPayment expected) {
        return new SponsoredTrace(
                RlpBytes.of(Hex.decodeExactly(memo, 32, "memo")),
                new BigInteger(pending.data().requireString("notBefore")),
                new BigInteger(pending.data().requireString("validBefore")),
                payer,
                expected,
                pending.request(),
                rail,
                receipt -> {});
    }

    private TransactionTrace plain(String hash, PendingPayment pending, PayerDid payer, ExpectedPayment expected) {
        BigInteger validBefore =
                pending.data().string("validBefore").map(BigInteger::new).orElse(null);
        return new TransactionTrace(
                hash, validBefore, payer, expected, pending.request(), rail.node(), rail.clock(), receipt -> {});
    }
}
