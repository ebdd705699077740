-- Every step may be repeated: H2 commits with each change of the schema, so a migration may stop half way.
-- What was used once. The prefix of all names is "mpp_" unless it was set otherwise.
-- Times are milliseconds since 1970; 9223372036854775807 is for ever.
CREATE TABLE IF NOT EXISTS ${prefix}schema (
    version     integer PRIMARY KEY,
    description varchar    NOT NULL
);

CREATE TABLE IF NOT EXISTS ${prefix}replay (
    claim_key  varchar PRIMARY KEY,
    holder     varchar NOT NULL,
    state      varchar NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX IF NOT EXISTS ${prefix}replay_expiry ON ${prefix}replay (expires_at);

MERGE INTO ${prefix}schema (version, description) KEY (version) VALUES (1, 'replay');
