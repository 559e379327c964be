-- Whoever has got hold of a role of the database cannot pass for somebody else with it.

-- Each role adds lines to the audit in its own name and to its own chains. The chain is the one that
-- audit_append() has set by then; audit_open() hands out any name. Migrations are the owner's.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_is_seen ON audit FOR SELECT
    TO weltoffend, weltoffend_publishing, weltoffend_operator USING (true);
CREATE POLICY audit_is_the_daemons ON audit FOR INSERT TO weltoffend
    WITH CHECK (chain ~ '/[0-9]+(\.[0-9]+)?$'
                AND actor ~ '^(token [0-9]+|daemon|nobody|several)$');
CREATE POLICY audit_is_the_runs ON audit FOR INSERT TO weltoffend_publishing
    WITH CHECK (chain ~ '/run(\.[0-9]+)?$' AND actor ~ '^run [0-9]+$');
CREATE POLICY audit_is_the_operators ON audit FOR INSERT TO weltoffend_operator
    WITH CHECK (chain ~ '/ctl(\.[0-9]+)?$' AND actor ~ '^weltoffenctl [0-9]+$');

-- A session is as good as a token for the pages, so whoever starts one shows the hash of a token that
-- holds, which the daemon's role finds only by a key that somebody has typed. Sessions that are too old
-- to be continued go. Two of one token start one after the other, so that session_crowd.sql in the same
-- unit counts both.
CREATE FUNCTION session_start(the_sha256 text, token_sha256 text, age interval) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    the_token bigint;
    the_id bigint;
BEGIN
    SELECT id INTO the_token FROM token WHERE sha256 = token_sha256;
    PERFORM pg_advisory_xact_lock(hashtext('weltoffend session'), the_token::integer);
    DELETE FROM session WHERE created_at <= now() - age;
    INSERT INTO session (sha256, token)
    SELECT the_sha256, token.id FROM token
    WHERE token.id = the_token AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
    RETURNING session.id INTO the_id;
    IF the_id IS NULL THEN
        RAISE EXCEPTION 'the token does not hold' USING ERRCODE = 'WO401';
    END IF;
    RETURN the_id;
END
$$;
REVOKE EXECUTE ON FUNCTION session_start FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_start TO weltoffend;
REVOKE INSERT (sha256, token), SELECT (created_at), DELETE ON session FROM weltoffend;
