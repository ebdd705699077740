package org.mpp4j.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.mpp4j.method.ConfigurationException;

/** Whether the tables are there, are those of this version, and may be used. Changes nothing. */
final class SchemaCheck {

    private static final List<String> TABLES =
            List.of("replay", "answer", "challenge", "session", "ledger", "undelivered");

    private SchemaCheck() {}

    static void check(DataSource dataSource, Dialect dialect, String prefix, int timeoutSeconds) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                Link link = new Link(connection, timeoutSeconds);
                dialect.check(link);
                checkVersion(link, dialect, prefix);
                checkRights(link, prefix);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException failure) {
            throw Database.unavailable("check the tables", failure);
        }
    }

    private static void checkVersion(Link link, Dialect dialect, String prefix) throws SQLException {
        int version;
        try {
            version = JdbcMigrator.version(link, prefix);
        } catch (SQLException failure) {
            if (dialect.isNoSuchTable(failure)) {
                throw new ConfigurationException("The table " + prefix + "schema isn't there. " + run(dialect, 1));
            }
            if (isNoRight(failure)) {
                throw noRight(prefix + "schema", failure);
            }
            throw failure;
        }
        if (version < JdbcMigrator.VERSION) {
            throw new ConfigurationException("The tables " + prefix + "* have version " + version
                    + ", and this library needs version " + JdbcMigrator.VERSION + ". " + run(dialect, version + 1));
        }
        if (version > JdbcMigrator.VERSION) {
            throw new ConfigurationException("The tables " + prefix + "* have version " + version
                    + ", and this library knows versions up to " + JdbcMigrator.VERSION
                    + ". Use a newer mpp-store-jdbc, or another tablePrefix");
        }
    }

    private static String run(Dialect dialect, int from) {
        return "Run the scripts from V" + from + "__ on in " + JdbcMigrator.folder(dialect.resources())
                + " against this database, or build the stores with migrate(true), or run JdbcMigrator."
                + " If the tables are in another schema, set that on the connection (currentSchema)";
    }

    private static void checkRights(Link link, String prefix) throws SQLException {
        for (String name : TABLES) {
            String table = prefix + name;
            try {
                link.query("SELECT 1 FROM " + table + " WHERE 1 = 0", row -> 1);
                link.update("INSERT INTO " + table + " SELECT * FROM " + table + " WHERE 1 = 0");
                if (!name.equals("ledger")) {
                    link.update("DELETE FROM " + table + " WHERE 1 = 0");
                }
                if (!name.equals("ledger") && !name.equals("undelivered")) {
                    String column = name.equals("session") ? "due_at" : "expires_at";
                    link.update("UPDATE " + table + " SET " + column + " = " + column + " WHERE 1 = 0");
                }
            } catch (SQLException failure) {
                if (isNoRight(failure)) {
                    throw noRight(table, failure);
                }
                throw failure;
            }
        }
    }

    /** No rights in PostgreSQL and H2; a PostgreSQL server that is read only. */
    private static boolean isNoRight(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.equals("42501") || state.equals("90096") || state.equals("25006");
    }

    private static ConfigurationException noRight(String table, SQLException failure) {
        boolean readOnly = "25006".equals(failure.getSQLState());
        return new ConfigurationException(
                readOnly
                        ? "The data source leads to a database that is read only; it has to lead to the primary server,"
                                + " with writing allowed"
                        : "The user of the data source may not use the table " + table
                                + ". Grant SELECT, INSERT, UPDATE and DELETE on it (SELECT and INSERT are enough for"
                                + " the ledger)",
                Database.withoutText(failure));
    }
}
