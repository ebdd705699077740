-- What was used once. The prefix of all names is "mpp_" unless it was set otherwise.
-- Times are milliseconds since 1970; 9223372036854775807 is for ever.
CREATE TABLE ${prefix}schema (
    version     integer PRIMARY KEY,
    description text    NOT NULL
);

CREATE TABLE ${prefix}replay (
    claim_key  text COLLATE "C" PRIMARY KEY,
    holder     text COLLATE "C" NOT NULL,
    state      text COLLATE "C" NOT NULL,
    expires_at bigint NOT NULL
);

CREATE INDEX ${prefix}replay_expiry ON ${prefix}replay (expires_at)
    WHERE expires_at < 9223372036854775807;

INSERT INTO ${prefix}schema (version, description) VALUES (1, 'replay');
