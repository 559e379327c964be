-- What can name a person, and how it goes: erasing by a municipality's wish or by age, and giving out
-- what is held of a municipality. Values and hashes stay, so every release can still be computed.

-- Each time something was given out or erased, for the operator who is asked about it later. The
-- reason is one line of the operator's own.
CREATE TABLE privacy_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    kind text NOT NULL CHECK (kind IN ('export', 'erasure', 'retention')),
    municipality text REFERENCES municipality, -- NULL: several
    reason text NOT NULL CHECK (reason ~ '^[^[:cntrl:]]{1,200}$'),
    counts jsonb NOT NULL
);
CREATE TRIGGER privacy_event_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON privacy_event
    EXECUTE FUNCTION refuse_change();
GRANT SELECT ON privacy_event TO weltoffend_operator;

-- Warnings quote what was received, so they go with the bytes and the canonical form: all three at
-- once, and nothing else of a version ever.
CREATE OR REPLACE FUNCTION refuse_change_of_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        OLD.bytes := NULL;
        OLD.content := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
        OLD.warnings := '[]';
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a version never changes: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;

-- Nobody but the owner's functions below has UPDATE on version. Erases the versions of one
-- municipality, or of all in the rounds named; returns how many had something to erase.
CREATE FUNCTION version_erase(the_municipality text, rounds text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE version SET bytes = NULL, content = NULL, warnings = '[]'
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds))
      AND (bytes IS NOT NULL OR content IS NOT NULL OR warnings <> '[]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

CREATE FUNCTION withdrawal_erase(the_municipality text, rounds text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    UPDATE withdrawal SET reason = '-'
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds)) AND reason <> '-';
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

CREATE FUNCTION draft_erase(the_municipality text, rounds text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    DELETE FROM draft
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds));
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

-- Tokens that have ended, with their sessions; invitations are forgotten likewise, but for those that
-- can still be opened. Names of tokens and invitations are names of people or offices.
CREATE FUNCTION token_erase(the_municipality text, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    DELETE FROM invitation
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND coalesce(opened_at, replaced_at, expires_at) <= before;
    DELETE FROM token
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND least(revoked_at, expires_at) <= before;
    GET DIAGNOSTICS erased = ROW_COUNT;
    RETURN erased;
END
$$;

REVOKE EXECUTE ON FUNCTION version_erase, withdrawal_erase, draft_erase, token_erase FROM PUBLIC;

-- A municipality's wish: all that it wrote in its own words, in every round. Tokens that are still
-- valid stay, so that it can go on; revoking them is another command.
CREATE FUNCTION municipality_erase(the_municipality text, reason text)
    RETURNS TABLE (versions bigint, withdrawals bigint, drafts bigint, tokens bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM municipality WHERE key = the_municipality;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    versions := version_erase(the_municipality, NULL);
    withdrawals := withdrawal_erase(the_municipality, NULL);
    drafts := draft_erase(the_municipality, NULL);
    tokens := token_erase(the_municipality, now());
    INSERT INTO privacy_event (kind, municipality, reason, counts)
    VALUES ('erasure', the_municipality, municipality_erase.reason,
            jsonb_build_object('versions', versions, 'withdrawals', withdrawals,
                               'drafts', drafts, 'tokens', tokens));
    RETURN NEXT;
END
$$;

-- What is older than it may be: words of rounds that ended so many days ago and have their final
-- release (or nothing to release), and tokens that ended so many days ago. NULL days: keeps.
CREATE FUNCTION retention_apply(round_days integer, token_days integer)
    RETURNS TABLE (rounds text, versions bigint, withdrawals bigint, drafts bigint, tokens bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    old text[];
BEGIN
    -- Days are whole and more than none: a slip must not erase a round that has just ended.
    IF round_days < 30 OR token_days < 1 THEN
        RAISE EXCEPTION 'words are kept for 30 days at least, and ended tokens for one'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT coalesce(array_agg(id ORDER BY opens_at, id), '{}') INTO old
    FROM round
    WHERE round_ends_at(round) <= now() - round_days * interval '1 day'
      AND (EXISTS (SELECT FROM release WHERE release.round = round.id AND is_final)
           OR NOT EXISTS (SELECT FROM self_check WHERE self_check.round = round.id));
    rounds := array_to_string(old, ' ');
    versions := version_erase(NULL, old);
    withdrawals := withdrawal_erase(NULL, old);
    drafts := draft_erase(NULL, old);
    tokens := CASE WHEN token_days IS NULL THEN 0
                   ELSE token_erase(NULL, now() - token_days * interval '1 day') END;
    IF versions + withdrawals + drafts + tokens > 0 THEN
        INSERT INTO privacy_event (kind, reason, counts)
        VALUES ('retention', 'retention run',
                jsonb_build_object('rounds', rounds, 'versions', versions, 'withdrawals', withdrawals,
                                   'drafts', drafts, 'tokens', tokens));
    END IF;
    RETURN NEXT;
END
$$;

-- Everything that is held of a municipality, as files. Operators see answers in no other way, and
-- each time is written down.
CREATE FUNCTION municipality_export(the_municipality text, reason text)
    RETURNS TABLE (path text, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    files bigint;
BEGIN
    PERFORM FROM municipality WHERE key = the_municipality;
    IF NOT FOUND THEN
        RETURN;
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
        FROM draft WHERE municipality = the_municipality)
    SELECT name, bytes FROM file ORDER BY name COLLATE "C";
    GET DIAGNOSTICS files = ROW_COUNT;
    INSERT INTO privacy_event (kind, municipality, reason, counts)
    VALUES ('export', the_municipality, municipality_export.reason,
            jsonb_build_object('files', files));
END
$$;

REVOKE EXECUTE ON FUNCTION municipality_erase, retention_apply, municipality_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION municipality_erase, retention_apply, municipality_export
    TO weltoffend_operator;

-- Drafts are the daemon's by key (0013); the functions above erase and export them as the owner.
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY draft_is_owned ON draft TO weltoffend_owner USING (true) WITH CHECK (true);
