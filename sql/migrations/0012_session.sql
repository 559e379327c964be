-- People at a browser: sessions of those who have signed in, and invitations that hand a
-- municipality its access key. Of session ids, codes and keys only hashes are stored, so a copy
-- of the database opens nothing.

-- A session is over when it is revoked, idle for too long, too old, or its token no longer holds;
-- the statement that finds it judges all four, so there is nothing to clean up for that.
CREATE TABLE session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- what the audit calls it
    sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    token bigint NOT NULL REFERENCES token ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(), -- to about a minute
    revoked_at timestamptz
);
CREATE INDEX session_by_age ON session (created_at);

-- Whose session it is. It reads tokens, which the daemon may not.
CREATE FUNCTION session_find(the_sha256 text, idle interval, age interval)
    RETURNS TABLE (token bigint, role text, municipality text, name text, session bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH found AS (
        SELECT session.id, session.token, session.seen_at,
               token.role, token.municipality, token.name
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
    SELECT found.token, found.role, found.municipality, found.name, found.id FROM found;
END;
REVOKE EXECUTE ON FUNCTION session_find FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_find TO weltoffend;

-- A link that shows an access key to whoever opens it first.
CREATE TABLE invitation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    municipality text NOT NULL REFERENCES municipality,
    name text NOT NULL CHECK (name <> ''), -- of the token that it makes
    sha256 text NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    replaced_at timestamptz, -- by a newer one
    opened_at timestamptz,
    token bigint REFERENCES token ON DELETE SET NULL,
    CHECK (replaced_at IS NULL OR opened_at IS NULL),
    CHECK (token IS NULL OR opened_at IS NOT NULL)
);
CREATE UNIQUE INDEX invitation_is_alone ON invitation (municipality)
    WHERE opened_at IS NULL AND replaced_at IS NULL;

-- Makes an invitation and puts it in the place of an earlier one that nobody has opened.
CREATE FUNCTION invitation_make(the_municipality text, the_name text, the_sha256 text,
                                valid_for interval)
    RETURNS TABLE (id bigint, expires_at timestamptz, is_replacing boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    replaced bigint;
BEGIN
    UPDATE invitation SET replaced_at = now()
    WHERE municipality = the_municipality AND invitation.opened_at IS NULL
      AND invitation.replaced_at IS NULL;
    GET DIAGNOSTICS replaced = ROW_COUNT;
    RETURN QUERY
    INSERT INTO invitation (municipality, name, sha256, expires_at)
    VALUES (the_municipality, the_name, the_sha256, now() + valid_for)
    RETURNING invitation.id, invitation.expires_at, replaced > 0;
END
$$;

-- Opens an invitation and makes its token in the same moment: the only way in which the daemon
-- can make one. A repeat with the same token within a minute succeeds as well, so that a second
-- click, or an answer that got lost, does not lose the key.
CREATE FUNCTION invitation_open(code_sha256 text, token_sha256 text)
    RETURNS TABLE (state text, opened_at timestamptz, municipality text, name text, token bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found invitation;
    the_token bigint;
BEGIN
    SELECT * INTO found FROM invitation WHERE sha256 = code_sha256 FOR UPDATE;
    IF found.id IS NULL THEN
        RETURN;
    END IF;
    IF found.opened_at IS NOT NULL THEN
        SELECT id INTO the_token FROM token
        WHERE id = found.token AND sha256 = token_sha256
          AND found.opened_at > now() - interval '1 minute';
        state := CASE WHEN the_token IS NULL THEN 'opened' ELSE 'fine' END;
    ELSIF found.replaced_at IS NOT NULL THEN
        state := 'replaced';
    ELSIF found.expires_at <= now() THEN
        state := 'expired';
    ELSE
        INSERT INTO token (role, municipality, name, sha256)
        VALUES ('municipality', found.municipality, found.name, token_sha256)
        RETURNING id INTO the_token;
        UPDATE invitation SET opened_at = now(), token = the_token WHERE id = found.id
        RETURNING invitation.opened_at INTO found.opened_at;
        state := 'fine';
    END IF;
    RETURN QUERY SELECT state, found.opened_at, found.municipality, found.name, the_token;
END
$$;
REVOKE EXECUTE ON FUNCTION invitation_make, invitation_open FROM PUBLIC;

GRANT SELECT (id, sha256, created_at, revoked_at), INSERT (sha256, token), UPDATE (revoked_at), DELETE
    ON session TO weltoffend;
GRANT SELECT ON invitation TO weltoffend;
GRANT SELECT (id, municipality, name, created_at, expires_at, replaced_at, opened_at, token)
    ON invitation TO weltoffend_operator;
GRANT EXECUTE ON FUNCTION invitation_open TO weltoffend;
GRANT EXECUTE ON FUNCTION invitation_make TO weltoffend_operator;
