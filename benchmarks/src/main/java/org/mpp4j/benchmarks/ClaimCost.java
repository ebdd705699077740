package org.mpp4j.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What one claim of a new key costs beside so many claims that are stored already. A table with a thousand and one with many
 * lie in one database, and take turns, a thousand claims each: a machine that is slow for a while is so for both.
 */
public final class ClaimCost {

    private static final int BLOCK = 1000;
    private static final long SMALL = 1000;
    private static final int CONNECTIONS = 8;
    private static final Logger LOGS = Logger.getLogger("");

    private ClaimCost() {}

    /**
     * Measures.
     *
     * @param args {@code postgresql} or {@code h2}; then, as wanted, the number of stored claims in the largest table
     *     (5000000) and of measured claims for each size, table and number of threads (20000)
     * @throws Exception if a database can't be started
     */
    public static void main(String... args) throws Exception {
        if (args.length == 0 || !List.of("postgresql", "h2").contains(args[0])) {
            System.err.println("usage: ClaimCost postgresql|h2 [largest, 5000000] [claims, 20000]");
            System.exit(2);
        }
        long largest = args.length > 1 ? Long.parseLong(args[1]) : 5_000_000;
        int claims = args.length > 2 ? Integer.parseInt(args[2]) : 20_000;
        LOGS.setLevel(Level.OFF);
        if (args[0].equals("h2")) {
            onH2(largest, claims);
        } else {
            onPostgreSql(largest, claims);
        }
        System.exit(0); // threads of embedded servers may go on for a while
    }

    private static void onPostgreSql(long largest, int claims) throws Exception {
        try (DurablePostgreSql server = new DurablePostgreSql();
                HikariDataSource pool = server.pool(CONNECTIONS)) {
            System.out.println(DurablePostgreSql.describe(pool));
            run(pool, ClaimTable.Dialect.POSTGRESQL, largest, claims);
        }
    }

    private static void onH2(long largest, int claims) throws Exception {
        Path directory = Files.createTempDirectory("mpp4j-h2");
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("claims"));
        config.setMaximumPoolSize(CONNECTIONS);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            System.out.println("H2 " + org.h2.engine.Constants.VERSION + " in a file");
            run(pool, ClaimTable.Dialect.H2, largest, claims);
        } finally {
            File[] files = directory.toFile().listFiles();
            for (File file : files == null ? new File[0] : files) {
                Files.delete(file.toPath());
            }
            Files.delete(directory);
        }
    }

    private static void run(HikariDataSource pool, ClaimTable.Dialect dialect, long largest, int claims)
            throws Exception {
        SampleClaim sample = SampleClaim.take();
        ClaimTable small = new ClaimTable(pool, dialect, "small_", sample);
        ClaimTable large = new ClaimTable(pool, dialect, "large_", sample);
        small.fillTo(SMALL);
        large.fillTo(SMALL);
        System.out.printf(
                Locale.ROOT,
                "%,d claims for each number; the small table holds %,d. Microseconds.%n"
                        + "| stored | threads | small p50 | large p50 | ratio | small mean | large mean | ratio |%n"
                        + "|---|---|---|---|---|---|---|---|%n",
                claims,
                SMALL);
        try (Crew one = new Crew(1);
                Crew eight = new Crew(CONNECTIONS)) {
            blocks(eight, small, large, claims); // warm-up
            blocks(one, small, large, claims);
            for (long stored = SMALL; stored <= largest; stored = stored < 1_000_000 ? stored * 10 : stored * 5) {
                large.forgetNew();
                large.fillTo(stored);
                large.settle();
                for (Crew crew : List.of(one, eight)) {
                    tell(stored, crew, blocks(crew, small, large, claims));
                }
            }
        }
    }

    /** What each claim took in the small table, and in the large one. */
    private record Times(long[] small, long[] large) {}

    private static Times blocks(Crew crew, ClaimTable small, ClaimTable large, int claims) throws Exception {
        Times times = new Times(new long[claims], new long[claims]);
        for (int from = 0; from < claims; from += BLOCK) {
            int count = Math.min(BLOCK, claims - from);
            // In turn first and second, so that what the one leaves to do doesn't always fall to the other.
            if (from / BLOCK % 2 == 0) {
                System.arraycopy(small.claim(crew, count), 0, times.small(), from, count);
                System.arraycopy(large.claim(crew, count), 0, times.large(), from, count);
            } else {
                System.arraycopy(large.claim(crew, count), 0, times.large(), from, count);
                System.arraycopy(small.claim(crew, count), 0, times.small(), from, count);
            }
            small.forgetNew();
        }
        return times;
    }

    private static void tell(long stored, Crew crew, Times times) {
        double smallMedian = median(times.small());
        double largeMedian = median(times.large());
        double smallMean = Arrays.stream(times.small()).average().orElseThrow() / 1000;
        double largeMean = Arrays.stream(times.large()).average().orElseThrow() / 1000;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %d | %.1f | %.1f | %.2f | %.1f | %.1f | %.2f |%n",
                stored,
                crew.size(),
                smallMedian,
                largeMedian,
                largeMedian / smallMedian,
                smallMean,
                largeMean,
                largeMean / smallMean);
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / 1000.0;
    }
}
