-- Access in the database itself: the third layer of the rule that a municipality sees its own
-- self-checks and nobody else's, under the route table and the statements' parameters. And tokens
-- that are rotated and tell when they were used.
--
-- A unit of the daemon begins with setting weltoffend.key to the key of the token that asks
-- (daemon/db_unit.c), for its transaction only. Without a key the daemon's role sees no row and
-- inserts none. This catches mistakes in handlers and statements; it does not hold somebody who
-- has taken the daemon over and can set any key.

CREATE FUNCTION unit_key() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('weltoffend.key', true), '');

-- The owner's policies are for its functions (release_leaves, and what erases) and for migrations.
ALTER TABLE version ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY version_is_seen_by_its_own ON version FOR SELECT TO weltoffend
    USING (municipality = (SELECT unit_key()));
CREATE POLICY version_is_stored_by_its_own ON version FOR INSERT TO weltoffend
    WITH CHECK (municipality = unit_key());
CREATE POLICY version_is_published ON version FOR SELECT TO weltoffend_publishing USING (true);
CREATE POLICY version_is_owned ON version TO weltoffend_owner USING (true) WITH CHECK (true);

-- A partition is a table of its own: policies of version do not hold when it is asked directly, so
-- each has row-level security too. It has no policy, which is: no row for anybody. Nobody has a
-- right on it either; everything goes through version.
CREATE FUNCTION version_guard(partition regclass) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partition);
END
$$;
REVOKE EXECUTE ON FUNCTION version_guard FROM PUBLIC;
SELECT version_guard(inhrelid) FROM pg_inherits WHERE inhparent = 'version'::regclass;

CREATE OR REPLACE FUNCTION round_create(id text, edition text, opens_at timestamptz,
                                        closes_at timestamptz, reference_date date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text := 'version_' || replace(id, '-', '_');
BEGIN
    INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
    VALUES (id, edition, opens_at, closes_at, reference_date);
    EXECUTE format('CREATE TABLE %I PARTITION OF version FOR VALUES IN (%L)', partition, id);
    EXECUTE format('CREATE TRIGGER version_is_never_emptied BEFORE TRUNCATE ON %I
                    EXECUTE FUNCTION refuse_change()', partition);
    PERFORM version_guard(format('%I', partition)::regclass);
    RETURN participant_refresh(id);
END
$$;

-- A view works with its owner's rights unless it says otherwise; this one would show everything to
-- whoever is granted it.
ALTER VIEW answer SET (security_invoker = true);

-- Which version is current and who has handed in: everybody who publishes, counts or shows
-- participation needs it of all, and it says nothing of what. Only one's own is written.
ALTER TABLE self_check ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY self_check_is_counted ON self_check FOR SELECT
    TO weltoffend, weltoffend_publishing, weltoffend_operator USING (true);
CREATE POLICY self_check_comes_from_its_own ON self_check FOR INSERT TO weltoffend
    WITH CHECK (municipality = unit_key());
CREATE POLICY self_check_is_changed_by_its_own ON self_check FOR UPDATE TO weltoffend
    USING (municipality = (SELECT unit_key())) WITH CHECK (municipality = unit_key());
CREATE POLICY self_check_is_taken_back_by_its_own ON self_check FOR DELETE TO weltoffend
    USING (municipality = (SELECT unit_key()));
CREATE POLICY self_check_is_owned ON self_check TO weltoffend_owner USING (true) WITH CHECK (true);

-- Why a self-check was taken back is the municipality's own words.
ALTER TABLE withdrawal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY withdrawal_is_its_own ON withdrawal TO weltoffend
    USING (municipality = (SELECT unit_key())) WITH CHECK (municipality = unit_key());
CREATE POLICY withdrawal_is_published ON withdrawal FOR SELECT TO weltoffend_publishing USING (true);
CREATE POLICY withdrawal_is_owned ON withdrawal TO weltoffend_owner USING (true) WITH CHECK (true);
REVOKE SELECT ON withdrawal FROM weltoffend_operator;

-- What a Merkle proof needs of all who are in a release: hashes of receipts, and of nothing that
-- anybody but its municipality has ever held. From those and the salted leaves no answer follows.
CREATE FUNCTION release_leaves(the_round text, the_number integer)
    RETURNS TABLE (municipality text, version integer, receipt_sha256 text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT included.municipality, included.version, version.receipt_sha256
    FROM release
    JOIN release_version AS included USING (round, number)
    JOIN version ON version.round = included.round
         AND version.municipality = included.municipality AND version.number = included.version
    WHERE release.round = the_round AND release.number = the_number
      AND release.visible_from <= now();
END;
REVOKE EXECUTE ON FUNCTION release_leaves FROM PUBLIC;
GRANT EXECUTE ON FUNCTION release_leaves TO weltoffend;

-- Tokens. A successor has the rights of the token that it replaces; two are valid at a time while
-- they overlap, and a token has one successor at most.
ALTER TABLE token
    ADD COLUMN last_used_at timestamptz, -- to the minute: not every request writes
    ADD COLUMN replaces bigint UNIQUE REFERENCES token ON DELETE SET NULL;
CREATE INDEX token_by_prefix ON token (left(sha256, 16));

-- Nobody reads hashes but the functions below. The daemon finds a token by the first 64 bits of its
-- hash and compares the whole in constant time itself, so it gets the hash of that one token.
REVOKE SELECT ON token FROM weltoffend;
REVOKE SELECT, UPDATE ON token FROM weltoffend_operator;
GRANT SELECT (id, role, municipality, name, created_at, expires_at, revoked_at, last_used_at,
              replaces), UPDATE (expires_at, revoked_at) ON token TO weltoffend_operator;

CREATE FUNCTION token_find(prefix text)
    RETURNS TABLE (id bigint, role text, municipality text, sha256 text, is_noted boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    SELECT token.id, token.role, token.municipality, token.sha256,
           coalesce(token.last_used_at > now() - interval '1 minute', false)
    FROM token
    WHERE length(prefix) = 16 AND left(token.sha256, 16) = prefix AND token.revoked_at IS NULL
      AND (token.expires_at IS NULL OR token.expires_at > now());
END;

CREATE FUNCTION token_note_use(the_id bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    UPDATE token SET last_used_at = now()
    WHERE id = (SELECT id FROM token -- who waits for another instance would note the same
                WHERE id = the_id AND revoked_at IS NULL
                  AND (last_used_at IS NULL OR last_used_at <= now() - interval '1 minute')
                FOR UPDATE SKIP LOCKED);
END;
REVOKE EXECUTE ON FUNCTION token_find, token_note_use FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_find, token_note_use TO weltoffend;
