package org.mpp4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.mpp4j.gate.Exchange;

/**
 * What a voucher costs beside how many open channels, in rounds in one run, and how much memory a channel takes in which
 * nothing happens. Processor time through the gate, without HTTP; each voucher is of a channel drawn at random from those that
 * are in use, which are spread at random over all. Run it with a fixed heap, such as {@code -Xms2g -Xmx2g}.
 */
public final class ChannelScale {

    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int IN_USE = 1000;

    private ChannelScale() {}

    /**
     * Runs it.
     *
     * @param args how many vouchers each measurement takes (4000), how many rounds there are (5), and numbers of channels (100
     *     10000 1000000), of which the first is what the others are compared with
     */
    public static void main(String... args) {
        int vouchers = args.length > 0 ? Integer.parseInt(args[0]) : 4000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int[] sizes = args.length > 2
                ? Arrays.stream(args).skip(2).mapToInt(Integer::parseInt).toArray()
                : new int[] {100, 10_000, 1_000_000};
        List<Measurement> all = new ArrayList<>();
        try {
            for (int size : sizes) {
                Measurement one = new Measurement(new ChannelMarket(size));
                all.add(one);
            }
            // Compilers have their work done on whichever is first.
            all.get(0).warmUp(vouchers);
            for (int round = 0; round < rounds; round++) {
                for (Measurement one : all) {
                    one.measure(vouchers);
                }
            }
            all.forEach(one -> one.print(all.get(0), rounds));
        } finally {
            all.forEach(one -> one.market.close());
        }
    }

    /** One market, its channels in use, and what their vouchers cost. */
    private static final class Measurement {

        private final ChannelMarket market;
        private final Random random = new Random(20261123);
        private final PaidChannel[] used;
        private final long[] units;
        private final List<Double> micros = new ArrayList<>();

        Measurement(ChannelMarket market) {
            this.market = market;
            this.used = market.some(IN_USE, random);
            this.units = new long[used.length];
            Arrays.fill(units, 1);
            for (int i = 0; i < used.length; i++) {
                market.serve(next(i)); // asks the chain of it
            }
        }

        private Exchange next(int number) {
            return market.request(used[number], ++units[number]);
        }

        void warmUp(int vouchers) {
            for (int i = 0; i < 3; i++) {
                measure(vouchers);
            }
            micros.clear();
        }

        void measure(int vouchers) {
            List<Exchange> requests =
                    random.ints(vouchers, 0, used.length).mapToObj(this::next).toList();
            long start = CPU.getCurrentThreadCpuTime();
            requests.forEach(market::serve);
            micros.add((CPU.getCurrentThreadCpuTime() - start) / 1e3 / vouchers);
        }

        void print(Measurement other, int rounds) {
            double[] ratios = new double[rounds];
            Arrays.setAll(ratios, round -> micros.get(round) / other.micros.get(round));
            Arrays.sort(ratios);
            System.out.printf(
                    Locale.ROOT,
                    "%,9d channels of %,d bytes: %.1f µs for a voucher; beside %,d channels %.3f (%.3f to %.3f)%n",
                    market.channels(),
                    market.heapPerChannel(),
                    micros.stream().sorted().toList().get(rounds / 2),
                    other.market.channels(),
                    ratios[rounds / 2],
                    ratios[0],
                    ratios[rounds - 1]);
        }
    }
}
