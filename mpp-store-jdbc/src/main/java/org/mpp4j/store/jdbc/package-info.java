/**
 * All stores of a server in a relational database: PostgreSQL for production, H2 for development. {@link
 * org.mpp4j.store.jdbc.JdbcStores} is the way in; {@link org.mpp4j.store.jdbc.JdbcMigrator} makes the tables, if nothing else
 * does.
 */
@NullMarked
package org.mpp4j.store.jdbc;

import org.jspecify.annotations.NullMarked;
