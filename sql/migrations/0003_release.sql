-- What is published: runs, and the releases that some of them make.

CREATE TABLE run (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round text NOT NULL REFERENCES round,
    state text NOT NULL DEFAULT 'queued'
        CHECK (state IN ('queued', 'running', 'published', 'held-back', 'failed')),
    cause text NOT NULL CHECK (cause IN ('interval', 'daily', 'closing', 'operator', 'repeat')),
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    heartbeat_at timestamptz,
    finished_at timestamptz,
    progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100), -- per cent
    release integer,
    message text,
    CHECK ((state = 'published') = (release IS NOT NULL)),
    CHECK ((state = 'queued') = (started_at IS NULL)),
    CHECK ((state IN ('queued', 'running')) = (finished_at IS NULL))
);
-- Asking again while a run waits joins the one that waits; one run at a time is under way.
CREATE UNIQUE INDEX run_waits_once ON run (round) WHERE state = 'queued';
CREATE UNIQUE INDEX run_runs_alone ON run ((true)) WHERE state = 'running';
CREATE INDEX run_by_round ON run (round, id);

CREATE TABLE release (
    round text NOT NULL REFERENCES round,
    number integer NOT NULL CHECK (number >= 1),
    edition text NOT NULL REFERENCES edition,
    published_at timestamptz NOT NULL,
    is_final boolean NOT NULL,
    inputs_sha256 text NOT NULL CHECK (inputs_sha256 ~ '^[0-9a-f]{64}$'),
    run bigint NOT NULL UNIQUE REFERENCES run,
    PRIMARY KEY (round, number)
);

-- A release as it is served, byte for byte, for ever.
CREATE TABLE release_form (
    round text NOT NULL,
    number integer NOT NULL,
    form text NOT NULL CHECK (form IN ('json', 'csv', 'csv-excel-de')),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    body bytea NOT NULL,
    PRIMARY KEY (round, number, form),
    FOREIGN KEY (round, number) REFERENCES release
);

-- The versions that a release was computed from.
CREATE TABLE release_version (
    round text NOT NULL,
    number integer NOT NULL,
    municipality text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (round, number, municipality),
    FOREIGN KEY (round, number) REFERENCES release,
    FOREIGN KEY (round, municipality, version) REFERENCES version (round, municipality, number)
);

CREATE TRIGGER release_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON release
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_form_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON release_form
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER release_version_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON release_version
    EXECUTE FUNCTION refuse_change();

-- Whether a release of the round would differ from the last one: other versions, or the round
-- has ended since.
CREATE FUNCTION round_has_news(the_round round) RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH newest AS (
        SELECT number, is_final FROM release
        WHERE round = the_round.id ORDER BY number DESC LIMIT 1)
    SELECT EXISTS (SELECT FROM self_check WHERE round = the_round.id)
       AND (NOT EXISTS (SELECT FROM newest)
            OR EXISTS (SELECT FROM newest
                       WHERE NOT is_final AND round_ends_at(the_round) <= now())
            OR EXISTS (
                SELECT municipality, current FROM self_check WHERE round = the_round.id
                EXCEPT
                SELECT municipality, version FROM release_version JOIN newest USING (number)
                WHERE release_version.round = the_round.id));
END;

GRANT SELECT, INSERT, UPDATE ON run TO weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT SELECT ON release, release_form, release_version
    TO weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT INSERT ON release, release_form, release_version TO weltoffend_publishing;
