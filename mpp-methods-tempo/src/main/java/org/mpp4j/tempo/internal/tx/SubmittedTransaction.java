package org.mpp4j.tempo.internal.tx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mpp4j.protocol.ProtocolException;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Rlp;
import org.mpp4j.tempo.internal.codec.RlpItem;
import org.mpp4j.tempo.internal.codec.RlpList;

/**
 * A signed transaction as clients hand it over. Either it is complete, or somebody else is to pay its fees; clients write the
 * latter in three ways: as type 0x78 with the sender where the fee payer's signature will be; as type 0x76 with a zero there
 * (draft-tempo-charge section "Fee Payment"); and, in older ones, as that followed by the sender and six fixed bytes. The sender
 * signs the same in all.
 *
 * @param transaction the transaction
 * @param claimedSender whom the client names as sender, or null; unchecked
 */
public record SubmittedTransaction(
        TempoTransaction transaction, @Nullable TempoAddress claimedSender) {

    private static final byte[] SUFFIX = {(byte) 0xfe, (byte) 0xef, (byte) 0xee, (byte) 0xfe, (byte) 0xef, (byte) 0xee};
    private static final int ADDRESS_LENGTH = 20;
    private static final int FEE_PAYER_FIELD = 11;

    /** The longest that is read. */
    public static final int MAX_BYTES = TempoTransaction.MAX_BYTES + ADDRESS_LENGTH + SUFFIX.length;

    /**
     * Reads a transaction.
     *
     * @throws ProtocolException if these bytes are anything but one of the encodings of a transaction
     */
    public static SubmittedTransaction decode(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == TempoTransaction.FEE_PAYER_TYPE) {
            return decodeEnvelope(bytes);
        }
        int end = bytes.length - SUFFIX.length - ADDRESS_LENGTH;
        if (end > 0 && endsWithSuffix(bytes) && !isTransaction(bytes)) {
            return wanting(
                    TempoTransaction.decode(Arrays.copyOf(bytes, end)),
                    TempoAddress.of(Arrays.copyOfRange(bytes, end, end + ADDRESS_LENGTH)));
        }
        return new SubmittedTransaction(TempoTransaction.decode(bytes), null);
    }

    /** Whether somebody else is to pay the fees. */
    public boolean wantsFeePayer() {
        return transaction.feePayer() instanceof FeePayerSignature.Wanted;
    }

    private static boolean endsWithSuffix(byte[] bytes) {
        return Arrays.equals(bytes, bytes.length - SUFFIX.length, bytes.length, SUFFIX, 0, SUFFIX.length);
    }

    /** The signature is last, and one may end in any bytes. */
    private static boolean isTransaction(byte[] bytes) {
        try {
            TempoTransaction.decode(bytes);
            return true;
        } catch (ProtocolException otherwise) {
            return false;
        }
    }

    private static SubmittedTransaction decodeEnvelope(byte[] bytes) {
        if (bytes.length > TempoTransaction.MAX_BYTES) {
            throw new ProtocolException("The transaction is longer than " + TempoTransaction.MAX_BYTES + " bytes");
        }
        List<RlpItem> fields =
                new ArrayList<>(Rlp.decode(bytes, 1).asList("content").items());
        if (fields.size() <= FEE_PAYER_FIELD) {
            throw new ProtocolException(
                    "A signed Tempo transaction has 14 or 15 fields, this one has " + fields.size());
        }
        TempoAddress sender = Fields.optionalAddress(fields.get(FEE_PAYER_FIELD), "sender");
        if (sender == null) {
            throw new ProtocolException("A transaction of type 0x78 must name its sender");
        }
        fields.set(FEE_PAYER_FIELD, FeePayerSignature.MARKER);
        byte[] marked = Keccak.concatenate(new byte[] {TempoTransaction.TYPE}, Rlp.encode(new RlpList(fields)));
        return wanting(TempoTransaction.decode(marked), sender);
    }

    private static SubmittedTransaction wanting(TempoTransaction transaction, TempoAddress sender) {
        if (!(transaction.feePayer() instanceof FeePayerSignature.Wanted)) {
            throw new ProtocolException("The transaction names its sender, but leaves its fees to nobody");
        }
        return new SubmittedTransaction(transaction, sender);
    }

    /** Nothing but the number of calls. */
    @Override
    public String toString() {
        return "Submitted" + transaction;
    }
}
