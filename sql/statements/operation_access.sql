-- Tokens and invitations, without anything that could be used as one, as a document: the valid ones
-- first, then the newest.
SELECT json_build_object(
    'tokens', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'role', role, 'municipality', municipality, 'name', name,
        'issuedAt', moment(created_at), 'expiresAt', moment(expires_at),
        'lastUsedAt', moment(last_used_at), 'replaces', replaces, 'state', state)
        ORDER BY state = 'valid' DESC, id DESC), '[]')
        FROM (SELECT *, CASE WHEN revoked_at IS NOT NULL THEN 'revoked'
                             WHEN expires_at <= now() THEN 'expired' ELSE 'valid' END AS state
              FROM token_overview) AS token),
    'invitations', (SELECT coalesce(json_agg(json_build_object(
        'id', id, 'municipality', municipality, 'name', name, 'issuedAt', moment(created_at),
        'expiresAt', moment(expires_at), 'openedAt', moment(opened_at), 'token', token,
        'state', state) ORDER BY state = 'open' DESC, id DESC), '[]')
        FROM (SELECT *, CASE WHEN opened_at IS NOT NULL THEN 'opened'
                             WHEN replaced_at IS NOT NULL THEN 'replaced'
                             WHEN expires_at <= now() THEN 'expired' ELSE 'open' END AS state
              FROM invitation_overview) AS invitation))::text AS document;
