package org.mpp4j.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * books in PostgreSQL, at a {@link BareServer}, and at a server with mppx; beside how many keys the same machine recovers on one
 * core. All serve the same channels with the same vouchers.
 */
public final class VoucherLoad {

    private static final int CHANNELS = 8;
    private static final int MOST_PER_SECOND = 12_000;
    private static final int MOST_PER_SECOND_OF_MPPX = 1_000;

    private static final String MEMORY = "memory";
    private static final String POSTGRESQL = "PostgreSQL";
    private static final String BARE = "bare";
    private static final String MPPX = "mppx";

    private final Duration time;
    private final int rounds;
    private final Map<String, List<Measured>> measured = new LinkedHashMap<>();
    private final List<Double> recoveries = new ArrayList<>();

    private VoucherLoad(Duration time, int rounds) {
        this.time = time;
        this.rounds = rounds;
    }

    /**
     * Runs it.
     *
     * @param args a folder whose node_modules has mppx, the script that runs its server; how many seconds each measurement
     *     takes (5), and how many rounds there are (3). Or {@code memory}, seconds and rounds, for the first server and the bare one
     * @throws Exception if something fails
     */
    public static void main(String... args) throws Exception {
        if (args[0].equals(MEMORY)) {
            new VoucherLoad(Duration.ofSeconds(Integer.parseInt(args[1])), Integer.parseInt(args[2])).runMemory();
            return;
        }
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        new VoucherLoad(Duration.ofSeconds(seconds), rounds).run(Path.of(args[0]), Path.of(args[1]));
    }

    private void run(Path folder, Path script) throws Exception {
        try (FakeReserve chain =
                        new FakeReserve(PaidChannel.CHAIN, Instant.now().getEpochSecond());
                DurablePostgreSql database = new DurablePostgreSql();
                Seller memory = java(MEMORY, VoucherServer.class, chain.url().toString());
                Seller durable =
                        java(POSTGRESQL, VoucherServer.class, chain.url().toString(), database.url());
                Seller bare = java(BARE, BareServer.class)) {
            List<PaidChannel> channels = channels();
            for (PaidChannel channel : channels) {
                memory.open(channel);
                durable.open(channel);
            }
            String known = settings(channels, chain).toCanonicalString();
            try (Seller mppx = Seller.start(MPPX, CHANNELS, folder, known, "node", script.toString())) {
                measure(List.of(memory, durable, bare, mppx), channels);
            }
        }
        report();
    }

    /** One server beside the bare one, to look into it. */
    private void runMemory() throws Exception {
        try (FakeReserve chain =
                        new FakeReserve(PaidChannel.CHAIN, Instant.now().getEpochSecond());
                Seller memory = java(MEMORY, VoucherServer.class, chain.url().toString());
                Seller bare = java(BARE, BareServer.class)) {
            List<PaidChannel> channels = channels();
            for (PaidChannel channel : channels) {
                memory.open(channel);
            }
            measure(List.of(memory, bare), channels);
        }
        report();
    }

    /** Made when all servers are there, as they have to be opened within half a minute. */
    private static List<PaidChannel> channels() {
        long validBefore = Instant.now().getEpochSecond() + 25;
        List<PaidChannel> channels = new ArrayList<>();
        for (int i = 0; i < CHANNELS; i++) {
            Bytes32 salt = Bytes32.of(Keccak.hash("channel " + i));
            channels.add(PaidChannel.to(VoucherServer.MERCHANT.address(), salt, validBefore));
        }
        return channels;
    }

    private static Seller java(String name, Class<?> server, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms1g", "-Xmx1g"));
        command.addAll(List.of(System.getProperty("voucher.server.options", "").split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), server.getName()));
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
            for (Seller seller : sellers) {
                int limit = seller.name().equals(MPPX) ? most / MOST_PER_SECOND * MOST_PER_SECOND_OF_MPPX : most;
                Measured result = seller.measure(vouchers, time, limit);
                System.out.printf(
                        Locale.ROOT,
                        "%s %-10s %8.0f requests/s, %6.0f µs of the server's processors each, client %.2f of a core%n",
                        round == 0 ? "warm-up" : "round " + round,
                        seller.name(),
                        result.perSecond(),
                        result.serverMicros(),
                        result.clientShare());
                if (round > 0) {
                    measured.computeIfAbsent(seller.name(), name -> new ArrayList<>())
                            .add(result);
                }
            }
            double raw = recoveriesPerSecond();
            System.out.printf(Locale.ROOT, "recoveries %,.0f/s on one core%n", raw);
            if (round > 0) {
                recoveries.add(raw);
            }
        }
    }

    /** Per second of processor time, whoever else uses the machine. */
    private static double recoveriesPerSecond() {
        byte[] hash = Keccak.hash("what is signed");
        byte[] signed =
                Secp256k1Key.of(Keccak.hash("another key of a benchmark")).sign(hash);
        byte[] signature = Arrays.copyOf(signed, KeyRecovery.SIGNATURE_BYTES);
        boolean odd = signed[KeyRecovery.SIGNATURE_BYTES] == 28;
        KeyRecovery recovery = KeyRecovery.chosen();
        ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
        long start = cpu.getCurrentThreadCpuTime();
        int count = 0;
        while (cpu.getCurrentThreadCpuTime() - start < TimeUnit.SECONDS.toNanos(1)) {
            for (int i = 0; i < 100; i++) {
                if (recovery.recover(signature, odd, hash) == null) {
                    throw new IllegalStateException("What is measured is refused");
                }
            }
            count += 100;
        }
        return count * 1e9 / (cpu.getCurrentThreadCpuTime() - start);
    }

    private void report() {
        for (String name : measured.keySet()) {
            print(name + ", requests/s", "%,.0f", round -> speed(round, name));
        }
        print("recoveries/s on one core", "%,.0f", recoveries::get);
        if (measured.containsKey(MPPX)) {
            print("memory / mppx (aim: at least 50)", "%.1f", round -> speed(round, MEMORY) / speed(round, MPPX));
            print("PostgreSQL / mppx", "%.1f", round -> speed(round, POSTGRESQL) / speed(round, MPPX));
            print("PostgreSQL / recoveries on the cores left", "%.3f", round -> ofRecoveries(round, POSTGRESQL));
        }
        print(
                "memory / recoveries on the cores left (aim: at least 0.40)",
                "%.3f",
                round -> ofRecoveries(round, MEMORY));
        print("bare / recoveries on the cores left", "%.3f", round -> ofRecoveries(round, BARE));
        print("memory / bare", "%.3f", round -> speed(round, MEMORY) / speed(round, BARE));
    }

    private double speed(int round, String name) {
        return of(round, name).perSecond();
    }

    private double ofRecoveries(int round, String name) {
        return speed(round, name) / (recoveries.get(round) * of(round, name).coresLeft());
    }

    private Measured of(int round, String name) {
        return measured.getOrDefault(name, List.of()).get(round);
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
