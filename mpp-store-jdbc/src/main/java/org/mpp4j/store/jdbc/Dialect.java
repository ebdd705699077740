package org.mpp4j.store.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.mpp4j.method.ConfigurationException;

/** What databases say in different words. The parameters of a statement are the same in all of them, in the same order. */
enum Dialect {

    /** PostgreSQL 12 or newer. */
    POSTGRESQL("postgresql", 12, Set.of("40001", "40P01"), Set.of("42P01")) {
        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return insert(table, columns) + " ON CONFLICT (" + columns.get(0).name() + ") DO NOTHING";
        }

        @Override
        String insertOrReplaceDead(String table, List<Column> columns) {
            String sets = columns.stream()
                    .skip(1)
                    .map(column -> column.name() + " = excluded." + column.name())
                    .collect(Collectors.joining(", "));
            return insert(table, columns) + " ON CONFLICT (" + columns.get(0).name() + ") DO UPDATE SET " + sets
                    + " WHERE t.expires_at <= ?";
        }

        private static String insert(String table, List<Column> columns) {
            return "INSERT INTO " + table + " AS t (" + Column.names(columns) + ") VALUES ("
                    + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        }

        @Override
        String purge(String table, String key) {
            // The inner condition is checked again once a row is locked; rows that another instance is purging are
            // skipped.
            return "WITH dead AS (SELECT " + key + " FROM " + table
                    + " WHERE expires_at <= ? AND expires_at < 9223372036854775807"
                    + " ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED)"
                    + " DELETE FROM " + table + " t USING dead WHERE t." + key + " = dead." + key;
        }

        @Override
        String now() {
            return "SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
        }

        @Override
        void lockForMigration(Link link, String prefix) throws SQLException {
            link.query("SELECT pg_advisory_xact_lock(?)", row -> 1, 0x6d70703400000000L + prefix.hashCode());
        }

        @Override
        void check(Link link) throws SQLException {
            String encoding =
                    link.query("SHOW server_encoding", row -> row.getString(1)).get(0);
            if (!encoding.equals("UTF8")) {
                throw new ConfigurationException("The PostgreSQL database has the encoding " + encoding
                        + ", which can't keep all texts; use a database created with ENCODING 'UTF8'");
            }
        }
    },

    /** H2, for development and tests. */
    H2("h2", 2, Set.of("40001", "HYT00", "23505", "90131"), Set.of("42S02", "42S03", "42S04")) {
        @Override
        String insertIfAbsent(String table, List<Column> columns) {
            return merge(table, columns) + notMatched(columns);
        }

        @Override
        String insertOrReplaceDead(String table, List<Column> columns) {
            String sets = columns.stream()
                    .skip(1)
                    .map(column -> column.name() + " = s." + column.name())
                    .collect(Collectors.joining(", "));
            return merge(table, columns) + notMatched(columns) + " WHEN MATCHED AND t.expires_at <= ? THEN UPDATE SET "
                    + sets;
        }

        private static String merge(String table, List<Column> columns) {
            String values = columns.stream()
                    .map(column -> "CAST(? AS " + column.h2Type() + ")")
                    .collect(Collectors.joining(", "));
            String key = columns.get(0).name();
            return "MERGE INTO " + table + " t USING (VALUES (" + values + ")) s (" + Column.names(columns) + ") ON t."
                    + key + " = s." + key;
        }

        private static String notMatched(List<Column> columns) {
            return " WHEN NOT MATCHED THEN INSERT (" + Column.names(columns) + ") VALUES ("
                    + columns.stream().map(column -> "s." + column.name()).collect(Collectors.joining(", ")) + ")";
        }

        @Override
        String purge(String table, String key) {
            return "DELETE FROM " + table + " WHERE expires_at <= ? FETCH FIRST ? ROWS ONLY";
        }

        @Override
        String now() {
            return "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP(6)) * 1000000) AS BIGINT)";
        }

        @Override
        void lockForMigration(Link link, String prefix) {
            // Its steps can be repeated, and each locks the schema by itself.
        }

        @Override
        void check(Link link) {
            // Keeps all texts.
        }
    };

    /** A column, with its type where one has to be named. */
    record Column(String name, String h2Type) {

        static Column text(String name) {
            return new Column(name, "VARCHAR");
        }

        static Column number(String name) {
            return new Column(name, "BIGINT");
        }

        static Column bytes(String name) {
            return new Column(name, "BLOB");
        }

        boolean isNumber() {
            return h2Type.equals("BIGINT");
        }

        static String names(List<Column> columns) {
            return columns.stream().map(Column::name).collect(Collectors.joining(", "));
        }
    }

    private final String resources;
    private final int oldest;
    private final Set<String> passing;
    private final Set<String> noSuchTable;

    Dialect(String resources, int oldest, Set<String> passing, Set<String> noSuchTable) {
        this.resources = resources;
        this.oldest = oldest;
        this.passing = passing;
        this.noSuchTable = noSuchTable;
    }

    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData about = connection.getMetaData();
        String product = about.getDatabaseProductName();
        Dialect dialect = Arrays.stream(values())
                .filter(known -> known.resources.equalsIgnoreCase(product))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("The data source leads to " + product
                        + ", which mpp-store-jdbc doesn't know; use PostgreSQL 12 or newer (or H2 for development)"));
        if (about.getDatabaseMajorVersion() < dialect.oldest) {
            throw new ConfigurationException("The data source leads to " + product + " "
                    + about.getDatabaseProductVersion() + "; mpp-store-jdbc needs version " + dialect.oldest
                    + " or newer");
        }
        return dialect;
    }

    /** The folder with the scripts that make the tables. */
    String resources() {
        return resources;
    }

    /** Whether nothing was done because somebody else was at it at the same time, so that it can be tried again. */
    boolean isPassing(SQLException failure) {
        return passing.contains(String.valueOf(failure.getSQLState()));
    }

    boolean isNoSuchTable(SQLException failure) {
        return noSuchTable.contains(String.valueOf(failure.getSQLState()));
    }

    /** Takes a value for each column, the first of which is the key. Changes one row, or none if the key is there. */
    abstract String insertIfAbsent(String table, List<Column> columns);

    /**
     * Takes a value for each column, the first of which is the key, and then the time. Changes one row, or none if the key is
     * there and not over. Takes the place of what is over in the same step.
     */
    abstract String insertOrReplaceDead(String table, List<Column> columns);

    /** Takes the time, and how many. */
    abstract String purge(String table, String key);

    /** The database's time in microseconds, not that of a transaction's beginning. */
    abstract String now();

    /** Until the end of the transaction no other instance migrates. */
    abstract void lockForMigration(Link link, String prefix) throws SQLException;

    /** Whether this database can hold the stores at all. */
    abstract void check(Link link) throws SQLException;
}
