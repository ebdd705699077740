package org.mpp4j.tempo.internal.client;

import java.util.ArrayList;
import java.util.List;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;
import org.mpp4j.tempo.internal.tx.TempoTransaction;

/**
 * A signed transaction on its way to whoever pays its fees: of type 0x78, with the sender's address where the sponsor's signature
 * will be. The specification sends type 0x76 with a mark there; this is what mppx sends and all servers take.
 */
public final class SponsorEnvelope {

    private static final int FEE_TOKEN = 10;
    private static final int FEE_PAYER = 11;

    private SponsorEnvelope() {}

    /** Encodes a transaction that wants its fees paid. */
    public static byte[] encode(TempoTransaction signed, TempoAddress sender) {
        List<RlpItem> fields =
                new ArrayList<>(Rlp.decode(signed.encode(), 1).asList("content").items());
        fields.set(FEE_TOKEN, RlpBytes.EMPTY);
        fields.set(FEE_PAYER, RlpBytes.of(sender.bytes()));
        return Keccak.concatenate(new byte[] {TempoTransaction.FEE_PAYER_TYPE}, Rlp.encode(new RlpList(fields)));
    }
}
