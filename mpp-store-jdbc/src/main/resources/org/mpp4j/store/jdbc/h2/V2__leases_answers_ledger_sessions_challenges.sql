-- Every step may be repeated: H2 commits with each change of the schema, so a migration may stop half way.
-- Leases. What version 1 left in flight counts as a lease that has run out: the holder may go on with it.
-- attempt has no default on purpose: an instance of version 1 that still runs can end what it began, and can't claim any more.
ALTER TABLE ${prefix}replay ADD COLUMN IF NOT EXISTS attempt varchar NOT NULL DEFAULT '';
ALTER TABLE ${prefix}replay ALTER COLUMN attempt DROP DEFAULT;
ALTER TABLE ${prefix}replay ADD COLUMN IF NOT EXISTS look_at bigint;
ALTER TABLE ${prefix}replay ADD COLUMN IF NOT EXISTS memo varchar;
UPDATE ${prefix}replay SET look_at = 0 WHERE look_at IS NULL AND state IN ('IN_FLIGHT', 'UNDECIDED');

-- Null is left out of the range that is read, so that looking for it costs nothing however much is spent.
CREATE INDEX IF NOT EXISTS ${prefix}replay_unresolved ON ${prefix}replay (look_at);

CREATE TABLE IF NOT EXISTS ${prefix}answer (
    answer_key varchar PRIMARY KEY,
    answer     blob    NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}answer_expiry ON ${prefix}answer (expires_at);

CREATE TABLE IF NOT EXISTS ${prefix}challenge (
    challenge_key varchar PRIMARY KEY,
    content       varchar   NOT NULL,
    expires_at    bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}challenge_expiry ON ${prefix}challenge (expires_at);

CREATE TABLE IF NOT EXISTS ${prefix}session (
    session_key varchar PRIMARY KEY,
    version     bigint NOT NULL,
    content     varchar   NOT NULL,
    due_at      bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}session_due ON ${prefix}session (due_at);

-- Only ever added to.
CREATE TABLE IF NOT EXISTS ${prefix}ledger (
    id           varchar PRIMARY KEY,
    kind         varchar NOT NULL,
    happened_at  bigint  NOT NULL,
    challenge_id varchar NOT NULL,
    reference    varchar NOT NULL,
    method       varchar    NOT NULL,
    intent       varchar    NOT NULL,
    amount       varchar    NOT NULL,
    currency     varchar    NOT NULL,
    payer        varchar,
    target       varchar    NOT NULL,
    status       integer NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}ledger_time ON ${prefix}ledger (happened_at, id);
CREATE INDEX IF NOT EXISTS ${prefix}ledger_challenge ON ${prefix}ledger (challenge_id);
CREATE INDEX IF NOT EXISTS ${prefix}ledger_reference ON ${prefix}ledger (reference);

-- An index kept by hand: payments in the ledger that may not have been delivered yet.
CREATE TABLE IF NOT EXISTS ${prefix}undelivered (
    id           varchar PRIMARY KEY,
    challenge_id varchar NOT NULL,
    happened_at  bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS ${prefix}undelivered_time ON ${prefix}undelivered (happened_at, id);
CREATE INDEX IF NOT EXISTS ${prefix}undelivered_challenge ON ${prefix}undelivered (challenge_id);

MERGE INTO ${prefix}schema (version, description) KEY (version) VALUES (2, 'leases, answers, ledger, sessions, challenges');
