-- What the operator's pages show and the daemon's role could not see: who has access, and how many
-- versions there are. Views with their owner's rights, of exactly these columns: no hash, and nothing
-- of what anybody answered.

CREATE VIEW token_overview WITH (security_barrier) AS
SELECT id, role, municipality, name, created_at, expires_at, revoked_at, last_used_at, replaces
FROM token;

CREATE VIEW invitation_overview WITH (security_barrier) AS
SELECT id, municipality, name, created_at, expires_at, replaced_at, opened_at, token
FROM invitation;

CREATE VIEW version_overview WITH (security_barrier) AS
SELECT round, municipality, count(*) AS versions, max(received_at) AS received_at
FROM version
GROUP BY round, municipality;

GRANT SELECT ON token_overview, invitation_overview, version_overview TO weltoffend;

-- A moment as documents have it; NULL stays.
CREATE FUNCTION moment(at timestamptz) RETURNS text
LANGUAGE sql STABLE
RETURN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');

-- A run as GET /v1/runs/{id} shows it.
CREATE FUNCTION run_document(run) RETURNS json
LANGUAGE sql STABLE
RETURN json_build_object(
    'run', $1.id, 'round', $1.round, 'state', $1.state, 'cause', $1.cause,
    'progress', $1.progress, 'requestedAt', moment($1.requested_at),
    'startedAt', moment($1.started_at), 'finishedAt', moment($1.finished_at),
    'embargoUntil', moment($1.embargo_until), 'release', $1.release, 'message', $1.message);
