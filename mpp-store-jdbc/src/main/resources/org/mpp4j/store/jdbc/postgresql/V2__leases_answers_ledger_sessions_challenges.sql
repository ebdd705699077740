-- Leases. What version 1 left in flight counts as a lease that has run out: the holder may go on with it.
-- attempt has no default on purpose: an instance of version 1 that still runs can end what it began, and can't claim any more.
ALTER TABLE ${prefix}replay ADD COLUMN attempt text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE ${prefix}replay ALTER COLUMN attempt DROP DEFAULT;
ALTER TABLE ${prefix}replay ADD COLUMN look_at bigint;
ALTER TABLE ${prefix}replay ADD COLUMN memo text;
UPDATE ${prefix}replay SET look_at = 0 WHERE state IN ('IN_FLIGHT', 'UNDECIDED');

-- Holds only what has no known outcome, so that looking for it costs nothing however much is spent.
CREATE INDEX ${prefix}replay_unresolved ON ${prefix}replay (look_at)
    WHERE look_at IS NOT NULL AND memo IS NOT NULL;

CREATE TABLE ${prefix}answer (
    answer_key text COLLATE "C" PRIMARY KEY,
    answer     bytea  NOT NULL,
    expires_at bigint NOT NULL
);
CREATE INDEX ${prefix}answer_expiry ON ${prefix}answer (expires_at)
    WHERE expires_at < 9223372036854775807;

CREATE TABLE ${prefix}challenge (
    challenge_key text COLLATE "C" PRIMARY KEY,
    content       text   NOT NULL,
    expires_at    bigint NOT NULL
);
CREATE INDEX ${prefix}challenge_expiry ON ${prefix}challenge (expires_at)
    WHERE expires_at < 9223372036854775807;

CREATE TABLE ${prefix}session (
    session_key text COLLATE "C" PRIMARY KEY,
    version     bigint NOT NULL,
    content     text   NOT NULL,
    due_at      bigint NOT NULL
);
CREATE INDEX ${prefix}session_due ON ${prefix}session (due_at)
    WHERE due_at < 9223372036854775807;

-- Only ever added to.
CREATE TABLE ${prefix}ledger (
    id           text COLLATE "C" PRIMARY KEY,
    kind         text COLLATE "C" NOT NULL,
    happened_at  bigint  NOT NULL,
    challenge_id text COLLATE "C" NOT NULL,
    reference    text COLLATE "C" NOT NULL,
    method       text    NOT NULL,
    intent       text    NOT NULL,
    amount       text    NOT NULL,
    currency     text    NOT NULL,
    payer        text,
    target       text    NOT NULL,
    status       integer NOT NULL
);
CREATE INDEX ${prefix}ledger_time ON ${prefix}ledger (happened_at, id);
-- Hashes, because what rails call a reference may be longer than a tree takes.
CREATE INDEX ${prefix}ledger_challenge ON ${prefix}ledger USING hash (challenge_id);
CREATE INDEX ${prefix}ledger_reference ON ${prefix}ledger USING hash (reference);

-- An index kept by hand: payments in the ledger that may not have been delivered yet.
CREATE TABLE ${prefix}undelivered (
    id           text COLLATE "C" PRIMARY KEY,
    challenge_id text COLLATE "C" NOT NULL,
    happened_at  bigint NOT NULL
);
CREATE INDEX ${prefix}undelivered_time ON ${prefix}undelivered (happened_at, id);
CREATE INDEX ${prefix}undelivered_challenge ON ${prefix}undelivered USING hash (challenge_id);

INSERT INTO ${prefix}schema (version, description) VALUES (2, 'leases, answers, ledger, sessions, challenges');
