package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mpp4j.method.PendingPayment;
import org.mpp4j.method.Settlement;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.NodeException;
import org.mpp4j.tempo.internal.rpc.TempoNode;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.KeyType;

/** Finds out what became of a charge without its credential: by the hash of its transaction. Sends nothing. */
public final class TransactionLookUp {

    private final TempoNode node;
    private final AccessKeys keys;
    private final Duration patience;
    private final InstantSource clock;

    /** Asks this node, for so long. */
    public TransactionLookUp(TempoNode node, AccessKeys keys, Duration patience, InstantSource clock) {
        this.node = node;
        this.keys = keys;
        this.patience = patience;
        this.clock = clock;
    }

    static JsonObject data(String hash, String realm, @Nullable BigInteger validBefore) {
        JsonObject.Builder data = JsonObject.builder().put("hash", hash).put("realm", realm);
        if (validBefore != null) {
            data.put("validBefore", validBefore.toString());
        }
        return data.build();
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
        if (hash.isEmpty()) {
            return pending.data()
                    .string("accessKey")
                    .flatMap(address -> keys.objectionTo(accessKey(pending.data(), address)))
                    .orElseGet(() -> new Settlement.Settled(
                            ChargeReceipt.of(pending.challengeId(), clock.instant(), pending.request())));
        }
        PayerDid payer = pending.payer()
                .flatMap(PayerDid::parse)
                .orElseThrow(() -> new IllegalArgumentException("A pending charge on Tempo has no payer"));
        ExpectedPayment expected = ExpectedPayment.of(
                pending.request(), AttributionMemo.of(pending.data().requireString("realm"), pending.challengeId()));
        BigInteger validBefore =
                pending.data().string("validBefore").map(BigInteger::new).orElse(null);
        return new TransactionTrace(hash.get(), validBefore, payer, expected, pending.request(), node, clock)
                .outcome(Deadline.in(patience))
                .orElseGet(() -> TransactionTrace.unknown(new NodeException("The transaction isn't mined")));
    }
}
