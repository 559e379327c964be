-- Who is let in at the head of a request may be refused before its end: a body takes time, and so does
-- the queue for workbooks. So every unit of the daemon that acts for a token says at its beginning for
-- which, and fails when that no longer holds.

-- For a page: by which session as well. NULL: for nobody. Its SQLSTATE is the daemon's for 401.
CREATE FUNCTION token_must_hold(the_token bigint, the_session bigint) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF the_token IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM token
    WHERE id = the_token AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now());
    -- A statement of its own: PostgreSQL would plan one with "the_session IS NULL OR" anew each time.
    IF FOUND AND the_session IS NOT NULL THEN
        PERFORM FROM session
        WHERE id = the_session AND token = the_token AND revoked_at IS NULL;
    END IF;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'token % no longer holds', the_token USING ERRCODE = 'WO401';
    END IF;
END
$$;
REVOKE EXECUTE ON FUNCTION token_must_hold FROM PUBLIC;
GRANT EXECUTE ON FUNCTION token_must_hold TO weltoffend, weltoffend_reading;

-- Also tells whether the use of the token has been noted within a minute: by a session a token is used
-- as well.
DROP FUNCTION session_find;
CREATE FUNCTION session_find(the_sha256 text, idle interval, age interval)
    RETURNS TABLE (token bigint, role text, municipality text, name text, session bigint,
                   is_noted boolean)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH found AS (
        SELECT session.id, session.token, session.seen_at,
               token.role, token.municipality, token.name,
               coalesce(token.last_used_at > now() - interval '1 minute', false) AS is_noted
        FROM session
        JOIN token ON token.id = session.token
        WHERE session.sha256 = the_sha256 AND session.revoked_at IS NULL
          AND session.seen_at > now() - idle AND session.created_at > now() - age
          AND token.revoked_at IS NULL
          AND (token.expires_at IS NULL OR token.expires_at > now())),
    seen AS (
        UPDATE session SET seen_at = now()
        FROM found
        WHERE session.id = found.id AND found.seen_at <= now() - interval '1 minute')
    SELECT found.token, found.role, found.municipality, found.name, found.id, found.is_noted
    FROM found;
END;
REVOKE EXECUTE ON FUNCTION session_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_find TO weltoffend;
