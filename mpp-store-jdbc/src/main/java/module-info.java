/** Keeps the state of a server in PostgreSQL, shared by any number of instances, with JDBC alone. */
module org.mpp4j.store.jdbc {
    requires transitive org.mpp4j.core;
    requires transitive java.sql;
    requires static transitive org.jspecify;

    exports org.mpp4j.store.jdbc;
}
