-- A page of the tokens and one of the invitations, without anything that could be used as one, as a
-- document: the valid ones first, then the newest.
-- $1 the beginning of a municipality's key or a part of its name or of the access's; '' for all,
-- $2 rows of a page, $3 the page of tokens, from 1, $4 that of invitations
WITH meant AS MATERIALIZED (
    SELECT municipality FROM participant
    WHERE starts_with(municipality, $1) OR position(lower($1) IN lower(name)) > 0),
token AS MATERIALIZED (
    SELECT *, CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                   WHEN expires_at <= now() THEN 'expired' ELSE 'valid' END AS state
    FROM token_overview
    WHERE starts_with(coalesce(municipality, ''), $1) OR position(lower($1) IN lower(name)) > 0
       OR municipality IN (SELECT municipality FROM meant)),
invitation AS MATERIALIZED (
    SELECT *, CASE WHEN opened_at IS NOT NULL THEN 'opened'
                   WHEN replaced_at IS NOT NULL THEN 'replaced'
                   WHEN expires_at <= now() THEN 'expired' ELSE 'open' END AS state
    FROM invitation_overview
    WHERE starts_with(municipality, $1) OR position(lower($1) IN lower(name)) > 0
       OR municipality IN (SELECT municipality FROM meant))
SELECT json_build_object(
    'tokensFound', (SELECT count(*) FROM token),
    'tokens', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'role', role, 'municipality', municipality, 'name', name,
        'issuedAt', moment(created_at), 'expiresAt', moment(expires_at),
        'lastUsedAt', moment(last_used_at), 'replaces', replaces, 'state', state)
        ORDER BY state = 'valid' DESC, id DESC), '[]')
        FROM (SELECT * FROM token ORDER BY state = 'valid' DESC, id DESC
              LIMIT $2::integer OFFSET $2::integer * ($3::integer - 1)) AS shown),
    'invitationsFound', (SELECT count(*) FROM invitation),
    'invitations', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'municipality', municipality, 'name', name, 'issuedAt', moment(created_at),
        'expiresAt', moment(expires_at), 'openedAt', moment(opened_at), 'token', token,
        'state', state) ORDER BY state = 'open' DESC, id DESC), '[]')
        FROM (SELECT * FROM invitation ORDER BY state = 'open' DESC, id DESC
              LIMIT $2::integer OFFSET $2::integer * ($4::integer - 1)) AS shown))::text
    AS document;
