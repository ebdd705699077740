package org.mpp4j.tempo.internal.charge;

import java.time.Duration;
import java.util.Optional;
import org.mpp4j.method.Rejected;
import org.mpp4j.tempo.TempoAddress;
import org.mpp4j.tempo.internal.rpc.Deadline;
import org.mpp4j.tempo.internal.rpc.Trial;
import org.mpp4j.tempo.internal.tx.TempoTransaction;
import org.mpp4j.tempo.internal.tx.TokenCall;
import org.mpp4j.tempo.internal.tx.TokenFunction;

/**
 * Tries the calls of a transaction that nobody has sent yet, so that one that would be reverted costs no fee. Each is tried by
 * itself: a transfer that fails alone also fails after other transfers of the same account. After a purchase of the currency it
 * might not, so then nothing is tried.
 */
final class Simulation {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Simulation() {}

    static Optional<Rejected> refusal(
            ChargeRail rail, TempoTransaction transaction, TempoAddress sender, Deadline deadline) {
        return trial(rail, transaction, sender, deadline) == Trial.REVERTS ? Optional.of(refusal()) : Optional.empty();
    }

    static Rejected refusal() {
        return Rejected.verificationFailed(
                "The transaction would be reverted, for example because the account hasn't got the amount. It was not sent.");
    }

    static Trial trial(ChargeRail rail, TempoTransaction transaction, TempoAddress sender, Deadline deadline) {
        if (!rail.simulates() || !consistsOfTransfers(transaction)) {
            return Trial.UNTRIED;
        }
        // A quarter at most: sending matters more, and without an answer it goes on.
        Duration quarter = rail.patience().dividedBy(4);
        Duration patience = quarter.compareTo(PATIENCE) < 0 ? quarter : PATIENCE;
        return rail.node().trial(sender, transaction.calls(), deadline.leftUpTo(patience));
    }

    private static boolean consistsOfTransfers(TempoTransaction transaction) {
        return transaction.calls().stream()
                .allMatch(call -> TokenFunction.decode(call.input().toArray())
                        .filter(TokenCall.Transfer.class::isInstance)
                        .isPresent());
    }
}
