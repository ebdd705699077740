package org.mpp4j.benchmarks;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.mpp4j.protocol.Challenge;
import org.mpp4j.protocol.Credential;
import org.mpp4j.tempo.internal.session.Voucher;

/** Vouchers of several channels, signed ahead, each for one unit more than the one before. The first unit is paid already. */
final class SignedVouchers {

    private final List<PaidChannel> channels;
    private final Voucher[][] vouchers;

    private SignedVouchers(List<PaidChannel> channels, Voucher[][] vouchers) {
        this.channels = channels;
        this.vouchers = vouchers;
    }

    static SignedVouchers sign(List<PaidChannel> channels, int perChannel)
            throws ExecutionException, InterruptedException {
        Voucher[][] vouchers = new Voucher[channels.size()][perChannel];
        try (Crew crew = new Crew(Runtime.getRuntime().availableProcessors())) {
            crew.work(
                    channels.size() * perChannel,
                    i -> vouchers[i % channels.size()][i / channels.size()] = channels.get(i % channels.size())
                            .voucher(BigInteger.valueOf(VoucherServer.PRICE * (i / channels.size() + 2L))));
        }
        return new SignedVouchers(channels, vouchers);
    }

    int perChannel() {
        return vouchers[0].length;
    }

    Credential credential(Challenge challenge, int channel, int number) {
        return channels.get(channel).pay(challenge, vouchers[channel][number]);
    }
}
