package org.mpp4j.tempo.internal.charge;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.RlpBytes;
import org.mpp4j.tempo.internal.rpc.TransactionReceipt.Log;
import org.mpp4j.tempo.internal.tx.TokenCall;

/**
 * Reads the transfers that a token tells of. One with a memo it tells of twice: as Transfer and, next to it, as
 * TransferWithMemo. That is one transfer, and must not be counted as two.
 */
public final class TransferLogs {

    /** {@code Transfer(address indexed from, address indexed to, uint256 amount)}. */
    private static final RlpBytes TRANSFER = RlpBytes.of(Keccak.hash("Transfer(address,address,uint256)"));

    /** {@code TransferWithMemo(address indexed from, address indexed to, uint256 amount, bytes32 indexed memo)}. */
    private static final RlpBytes TRANSFER_WITH_MEMO =
            RlpBytes.of(Keccak.hash("TransferWithMemo(address,address,uint256,bytes32)"));

    private static final int WORD = 32;

    private TransferLogs() {}

    /** The transfers that this token tells of, from this sender, in order. */
    public static List<TokenCall.Transfer> of(List<Log> logs, TempoAddress token, TempoAddress sender) {
        List<TokenCall.Transfer> transfers = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            Log log = logs.get(i);
            if (!tells(log, token, sender)) {
                continue;
            }
            if (i + 1 < logs.size() && tells(logs.get(i + 1), token, sender) && areOne(log, logs.get(i + 1))) {
                i++;
                transfers.add(transfer(hasMemo(log) ? log : logs.get(i)));
            } else {
                transfers.add(transfer(log));
            }
        }
        return transfers;
    }

    /** What the log of a transfer with a memo can be found by. */
    static List<RlpBytes> topics(TempoAddress sender, TempoAddress recipient, RlpBytes memo) {
        return List.of(TRANSFER_WITH_MEMO, word(sender), word(recipient), memo);
    }

    private static boolean tells(Log log, TempoAddress token, TempoAddress sender) {
        return log.address().equals(token)
                && log.data().length() == WORD
                && (isTransfer(log) || hasMemo(log))
                && log.topics().get(1).equals(word(sender))
                && isAddress(log.topics().get(2));
    }

    private static boolean isTransfer(Log log) {
        return log.topics().size() == 3 && log.topics().get(0).equals(TRANSFER);
    }

    private static boolean hasMemo(Log log) {
        return log.topics().size() == 4 && log.topics().get(0).equals(TRANSFER_WITH_MEMO);
    }

    private static boolean areOne(Log one, Log next) {
        return hasMemo(one) != hasMemo(next)
                && one.topics().get(2).equals(next.topics().get(2))
                && one.data().equals(next.data());
    }

    private static TokenCall.Transfer transfer(Log log) {
        return new TokenCall.Transfer(
                TempoAddress.of(Arrays.copyOfRange(log.topics().get(2).toArray(), WORD - 20, WORD)),
                new BigInteger(1, log.data().toArray()),
                hasMemo(log) ? log.topics().get(3) : null);
    }

    private static boolean isAddress(RlpBytes word) {
        byte[] bytes = word.toArray();
        return Arrays.equals(bytes, 0, WORD - 20, new byte[WORD - 20], 0, WORD - 20);
    }

    private static RlpBytes word(TempoAddress address) {
        return RlpBytes.of(Keccak.concatenate(new byte[WORD - 20], address.bytes()));
    }
}
