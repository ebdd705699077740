package org.mpp4j.tempo.internal.tx;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.sig.AccessKey;
import org.mpp4j.tempo.internal.sig.KeySignature;
import org.mpp4j.tempo.internal.sig.KeyType;

/**
 * An account's word, within a transaction, that from now on an access key may sign for it. How long, for how much and for
 * what is for the chain to see to.
 *
 * @param chainId where it holds
 * @param type of the key
 * @param key that may sign
 * @param authorizedBy the account; empty if the signature is nobody's
 */
record KeyAuthorization(BigInteger chainId, KeyType type, TempoAddress key, Optional<TempoAddress> authorizedBy) {

    private static final int LEAST_FIELDS = 3;

    static KeyAuthorization decode(RlpList item) {
        if (item.items().size() != 2) {
            throw malformed();
        }
        RlpItem content = item.items().get(0);
        List<RlpItem> fields = content.asList("key authorization").items();
        if (fields.size() < LEAST_FIELDS) {
            throw malformed();
        }
        TempoAddress key = Fields.optionalAddress(fields.get(2), "key that is authorized");
        if (key == null) {
            throw malformed();
        }
        byte[] signature = item.items().get(1).asBytes("key authorization").toArray();
        return new KeyAuthorization(
                Fields.uint64(fields.get(0), "chain id of the key authorization"),
                KeyType.numbered(Fields.uint64(fields.get(1), "type of the authorized key"))
                        .orElseThrow(KeyAuthorization::malformed),
                key,
                KeySignature.parse(signature).key(Keccak.hash(Rlp.encode(content))));
    }

    private static ProtocolException malformed() {
        return new ProtocolException("The key authorization of the transaction is not well-formed");
    }

    boolean isFor(AccessKey accessKey, BigInteger chain) {
        return chainId.equals(chain)
                && type == accessKey.type()
                && key.equals(accessKey.address())
                && authorizedBy.equals(Optional.of(accessKey.account()));
    }
}
