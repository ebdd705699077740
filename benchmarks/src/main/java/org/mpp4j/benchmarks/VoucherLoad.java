package org.mpp4j.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.mpp4j.benchmarks.Seller.Measured;
import org.mpp4j.protocol.JsonObject;
import org.mpp4j.tempo.FakeReserve;
import org.mpp4j.tempo.TempoNetwork;
import org.mpp4j.tempo.internal.codec.Keccak;
import org.mpp4j.tempo.internal.codec.Secp256k1Key;
import org.mpp4j.tempo.internal.secp256k1.KeyRecovery;
import org.mpp4j.tempo.internal.session.Bytes32;

/**
 * Requests with vouchers over HTTP, in rounds in one run: at a {@link VoucherServer} with its books in memory, at one with its
 * books in PostgreSQL, and at a server with mppx; beside how many keys the same machine recovers on one core. All three serve
 * the same channels with the same vouchers.
 */
public final class VoucherLoad {

    private static final int CHANNELS = 8;
    private static final int MOST_PER_SECOND = 12_000;
    private static final int MOST_PER_SECOND_OF_MPPX = 1_000;

    private static final List<String> NAMES = List.of("memory", "PostgreSQL", "mppx");

    private final Duration time;
    private final int rounds;
    private final List<List<Measured>> measured = new ArrayList<>();
    private final List<Double> recoveries = new ArrayList<>();

    private VoucherLoad(Duration time, int rounds) {
        this.time = time;
        this.rounds = rounds;
    }

    /**
     * Runs it.
     *
     * @param args a folder whose node_modules has mppx, the script that runs its server; how many seconds each measurement
     *     takes (5), and how many rounds there are (3)
     * @throws Exception if something fails
     */
    public static void main(String... args) throws Exception {
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        new VoucherLoad(Duration.ofSeconds(seconds), rounds).run(Path.of(args[0]), Path.of(args[1]));
    }

    private void run(Path folder, Path script) throws Exception {
        List<PaidChannel> channels = channels();
        try (FakeReserve chain =
                        new FakeReserve(PaidChannel.CHAIN, Instant.now().getEpochSecond());
                DurablePostgreSql database = new DurablePostgreSql();
                Seller memory = java(NAMES.get(0), chain.url().toString());
                Seller durable = java(NAMES.get(1), chain.url().toString(), database.url())) {
            for (PaidChannel channel : channels) {
                memory.open(channel);
                durable.open(channel);
            }
            String known = settings(channels, chain).toCanonicalString();
            try (Seller mppx = Seller.start(NAMES.get(2), CHANNELS, folder, known, "node", script.toString())) {
                measure(List.of(memory, durable, mppx), channels);
            }
        }
        report();
    }

    private static List<PaidChannel> channels() {
        long validBefore = Instant.now().getEpochSecond() + 25;
        List<PaidChannel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            Bytes32 salt = Bytes32.of(Keccak.hash("channel " + i));
            channels.add(PaidChannel.to(VoucherServer.MERCHANT.address(), salt, validBefore));
        }
        return channels;
    }

    private static Seller java(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1g",
                "-Xmx1g"));
        command.addAll(List.of(System.getProperty("voucher.server.options", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VoucherServer.class.getName()));
        command.addAll(List.of(arguments));
        return Seller.start(name, CHANNELS, null, "", command.toArray(String[]::new));
    }

    private static JsonObject settings(List<PaidChannel> channels, FakeReserve chain) {
        return JsonObject.builder()
                .put("chainId", PaidChannel.CHAIN)
                .put("node", chain.url().toString())
                .put("currency", TempoNetwork.MODERATO.currency().toString())
                .put("recipient", VoucherServer.MERCHANT.address().toString())
                .put("escrow", PaidChannel.RESERVE.address().toString())
                .put("channels", channels.stream().map(PaidChannel::openedJson).toList())
                .build();
    }

    private void measure(List<Seller> sellers, List<PaidChannel> channels) throws Exception {
        int most = Math.toIntExact(MOST_PER_SECOND * time.toSeconds());
        SignedVouchers vouchers = SignedVouchers.sign(channels, most * (rounds + 1) / CHANNELS);
        for (int round = 0; round <= rounds; round++) {
            List<Measured> results = new ArrayList<>();
            for (Seller seller : sellers) {
                int limit = seller.name().equals(NAMES.get(2)) ? most / MOST_PER_SECOND * MOST_PER_SECOND_OF_MPPX : most;
                Measured result = seller.measure(vouchers, time, limit);
                System.out.printf(
                        Locale.ROOT,
                        "%s %-10s %8.0f requests/s, %6.0f µs of the server's processors each, client %.2f of a core%n",
                        round == 0 ? "warm-up" : "round " + round,
                        seller.name(),
                        result.perSecond(),
                        result.serverMicros(),
                        result.clientShare());
                results.add(result);
            }
            double raw = recoveriesPerSecond();
            System.out.printf(Locale.ROOT, "recoveries %,.0f/s on one core%n", raw);
            if (round > 0) {
                measured.add(results);
                recoveries.add(raw);
            }
        }
    }

    private static double recoveriesPerSecond() {
        byte[] hash = Keccak.hash("what is signed");
        byte[] signed = Secp256k1Key.of(Keccak.hash("another key of a benchmark")).sign(hash);
        byte[] signature = Arrays.copyOf(signed, KeyRecovery.SIGNATURE_BYTES);
        boolean odd = signed[KeyRecovery.SIGNATURE_BYTES] == 28;
        KeyRecovery recovery = KeyRecovery.chosen();
        long start = System.nanoTime();
        int count = 0;
        while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
            if (recovery.recover(signature, odd, hash) == null) {
                throw new IllegalStateException("What is measured is refused");
            }
            count++;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void report() {
        for (int i = 0; i < NAMES.size(); i++) {
            int seller = i;
            print(NAMES.get(i) + ", requests/s", "%,.0f", round -> measured.get(round).get(seller).perSecond());
        }
        print("recoveries/s on one core", "%,.0f", recoveries::get);
        print("memory / mppx (aim: at least 50)", "%.1f", round -> speed(round, 0) / speed(round, 2));
        print("PostgreSQL / mppx", "%.1f", round -> speed(round, 1) / speed(round, 2));
        print("memory / recoveries on the cores left (aim: at least 0.40)", "%.3f", round -> ofRecoveries(round, 0));
        print("PostgreSQL / recoveries on the cores left", "%.3f", round -> ofRecoveries(round, 1));
    }

    private double speed(int round, int seller) {
        return measured.get(round).get(seller).perSecond();
    }

    private double ofRecoveries(int round, int seller) {
        return speed(round, seller)
                / (recoveries.get(round) * measured.get(round).get(seller).coresLeft());
    }

    private void print(String what, String format, ToDoubleFunction<Integer> value) {
        double[] values = new double[rounds];
        Arrays.setAll(values, value::applyAsDouble);
        Arrays.sort(values);
        System.out.printf(
                Locale.ROOT,
                "%-60s median " + format + " (" + format + " to " + format + ")%n",
                what,
                values[rounds / 2],
                values[0],
                values[rounds - 1]);
    }
}
