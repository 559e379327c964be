-- What ends by itself goes by age as well: files that wait for "hand in" (0015) in every round, and
-- sessions while their token goes on. And what is known of such a file is given out with it.

-- As in 0017, and by age: the daemon erases old files too, but only when somebody comes by.
CREATE OR REPLACE FUNCTION draft_erase(the_municipality text, rounds text[]) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    drafts bigint;
    files bigint;
BEGIN
    DELETE FROM draft
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds));
    GET DIAGNOSTICS drafts = ROW_COUNT;
    DELETE FROM pending_upload
    WHERE (the_municipality IS NULL OR municipality = the_municipality)
      AND (rounds IS NULL OR round = ANY (rounds) OR received_at <= now() - interval '24 hours');
    GET DIAGNOSTICS files = ROW_COUNT;
    RETURN drafts + files;
END
$$;

-- As before, and sessions: no session goes on for a day without a click, whatever is configured.
CREATE OR REPLACE FUNCTION token_erase(the_municipality text, before timestamptz) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    erased bigint;
BEGIN
    DELETE FROM session USING token
    WHERE token.id = session.token
      AND (the_municipality IS NULL OR token.municipality = the_municipality)
      AND least(session.revoked_at, session.seen_at + interval '1 day') <= before;
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

-- The export of 0017, and with it the name of the file that waits and when it came.
ALTER FUNCTION municipality_export(bigint) RENAME TO municipality_export_contents;
REVOKE EXECUTE ON FUNCTION municipality_export_contents FROM weltoffend_operator;

CREATE FUNCTION municipality_export(announcement bigint) RETURNS TABLE (path text, body bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- It refuses what was not announced, before anything else is read.
    RETURN QUERY SELECT * FROM municipality_export_contents(announcement);
    RETURN QUERY
    SELECT format('rounds/%s/pending-upload.stored.json', pending_upload.round),
           convert_to((to_jsonb(pending_upload) - 'bytes')::text || E'\n', 'UTF8')
    FROM privacy_event
    JOIN pending_upload USING (municipality)
    WHERE privacy_event.id = announcement
    ORDER BY 1;
END
$$;
REVOKE EXECUTE ON FUNCTION municipality_export FROM PUBLIC;
GRANT EXECUTE ON FUNCTION municipality_export TO weltoffend_operator;
