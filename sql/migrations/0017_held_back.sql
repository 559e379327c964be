-- What an attack on the roles found.

-- Hashes of codes are read by nobody, as with tokens: invitation_open() takes the hash, so whoever
-- could read one would open every invitation.
CREATE FUNCTION invitation_find(code_sha256 text)
    RETURNS TABLE (state text, moment timestamptz, municipality text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT CASE WHEN opened_at IS NOT NULL THEN 'opened' WHEN replaced_at IS NOT NULL THEN 'replaced'
                WHEN expires_at <= now() THEN 'expired' ELSE 'fine' END,
           coalesce(opened_at, expires_at), invitation.municipality, invitation.name
    FROM invitation
    WHERE sha256 = code_sha256;
END;
REVOKE EXECUTE ON FUNCTION invitation_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION invitation_find TO weltoffend;
REVOKE SELECT ON invitation FROM weltoffend;

-- A file that waits for "hand in" (0015) goes with the draft: it is as unfinished as that.
CREATE OR REPLACE FUNCTION draft_erase(the_municipality text, rounds text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    drafts bigint;
    uploads bigint;
BEGIN
    DELETE FROM draft
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds));
    GET DIAGNOSTICS drafts = ROW_COUNT;
    DELETE FROM pending_upload
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds));
    GET DIAGNOSTICS uploads = ROW_COUNT;
    RETURN drafts + uploads;
END
$$;

-- An export that writes its own event can be read and rolled back, and nobody knows of it. So it is
-- announced, and gives out nothing before the announcement is committed.
ALTER TABLE privacy_event ADD COLUMN made_in xid8 NOT NULL DEFAULT pg_current_xact_id();

-- NULL if there is no such municipality.
CREATE FUNCTION municipality_export_announce(the_municipality text, reason text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    INSERT INTO privacy_event (kind, municipality, reason, counts)
    SELECT 'export', key, municipality_export_announce.reason, '{}'
    FROM municipality WHERE key = the_municipality
    RETURNING id;
END;

DROP FUNCTION municipality_export(text, text);

-- Everything that is held of the municipality of an announcement, as files. Operators see answers in
-- no other way.
CREATE FUNCTION municipality_export(announcement bigint) RETURNS TABLE (path text, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    the_municipality text;
BEGIN
    SELECT municipality INTO the_municipality FROM privacy_event
    WHERE id = announcement AND kind = 'export' AND made_in <> pg_current_xact_id()
      AND at > now() - interval '1 hour';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an export is announced first, and that is committed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN QUERY
    WITH suffix (media_type, name) AS (
        VALUES ('application/json', 'json'), ('text/csv', 'csv'),
               ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx')),
    document (name, content) AS (
        SELECT 'municipality.json', json_build_object(
            'municipality', to_json(municipality),
            'names', (SELECT json_agg(to_json(municipality_name)) FROM municipality_name
                      WHERE municipality_name.municipality = key),
            'population', (SELECT json_agg(to_json(population)) FROM population
                           WHERE population.municipality = key),
            'roster', (SELECT json_agg(to_json(roster)) FROM roster WHERE roster.municipality = key),
            'participation', (SELECT json_agg(to_json(participant)) FROM participant
                              WHERE participant.municipality = key),
            'extensions', (SELECT json_agg(to_json(extension)) FROM extension
                           WHERE extension.municipality = key),
            'groups', (SELECT json_agg(to_json(peer_group_member)) FROM peer_group_member
                       WHERE peer_group_member.municipality = key),
            'releases', (SELECT json_agg(to_json(release_version)) FROM release_version
                         WHERE release_version.municipality = key))
        FROM municipality WHERE key = the_municipality
        UNION ALL
        SELECT 'tokens.json', coalesce(json_agg(to_jsonb(token) - 'sha256' ORDER BY id), '[]')
        FROM token WHERE municipality = the_municipality
        UNION ALL
        SELECT 'invitations.json', coalesce(json_agg(to_jsonb(invitation) - 'sha256' ORDER BY id), '[]')
        FROM invitation WHERE municipality = the_municipality
        UNION ALL
        SELECT 'sessions.json', coalesce(json_agg(to_jsonb(session) - 'sha256' ORDER BY session.id), '[]')
        FROM session JOIN token ON token.id = session.token
        WHERE token.municipality = the_municipality
        UNION ALL
        SELECT 'self-checks.json', coalesce(json_agg(to_jsonb(self_check) ORDER BY round), '[]')
        FROM self_check WHERE municipality = the_municipality
        UNION ALL
        SELECT 'withdrawals.json', coalesce(json_agg(to_jsonb(withdrawal) ORDER BY round, version), '[]')
        FROM withdrawal WHERE municipality = the_municipality
        UNION ALL
        SELECT 'audit.json', coalesce(json_agg(to_jsonb(audit) ORDER BY at, chain, number), '[]')
        FROM audit WHERE municipality = the_municipality
        UNION ALL
        SELECT 'privacy.json', coalesce(json_agg(to_jsonb(privacy_event) ORDER BY id), '[]')
        FROM privacy_event WHERE municipality = the_municipality
        UNION ALL
        SELECT format('rounds/%s/version-%s.stored.json', round, number),
               (to_jsonb(version) - 'bytes' - 'content' - 'receipt' - 'jws')::json
        FROM version WHERE municipality = the_municipality
        UNION ALL
        SELECT format('rounds/%s/version-%s.receipt.json', round, number),
               json_build_object('receipt', receipt::json, 'jws', jws)
        FROM version WHERE municipality = the_municipality
        UNION ALL
        SELECT format('rounds/%s/version-%s.content.json', round, number), version.content::json
        FROM version WHERE municipality = the_municipality AND version.content IS NOT NULL),
    file (name, bytes) AS (
        SELECT name, convert_to(content || E'\n', 'UTF8') FROM document
        UNION ALL
        SELECT format('rounds/%s/version-%s.%s', round, number, coalesce(suffix.name, 'bin')), bytes
        FROM version LEFT JOIN suffix ON suffix.media_type = split_part(version.media_type, ';', 1)
        WHERE municipality = the_municipality AND bytes IS NOT NULL
        UNION ALL
        SELECT format('rounds/%s/draft.json', round), convert_to(draft.document, 'UTF8')
        FROM draft WHERE municipality = the_municipality
        UNION ALL
        SELECT format('rounds/%s/pending-upload.bin', round), pending_upload.bytes
        FROM pending_upload WHERE municipality = the_municipality)
    SELECT name, bytes FROM file ORDER BY name COLLATE "C";
END
$$;

REVOKE EXECUTE ON FUNCTION municipality_export_announce, municipality_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION municipality_export_announce, municipality_export TO weltoffend_operator;
