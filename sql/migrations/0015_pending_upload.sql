-- A file between two steps of a person at a browser: it was checked and found in order, and waits
-- for "hand in". So the receipt is over that very file. Nothing is computed from it, nobody but its
-- municipality sees it, and it is gone a day later.
CREATE TABLE pending_upload (
    round text NOT NULL,
    municipality text NOT NULL,
    bytes bytea NOT NULL, -- as received
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    media_type text NOT NULL,
    name text NOT NULL, -- of the file, for showing only
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (round, municipality),
    FOREIGN KEY (round, municipality) REFERENCES participant ON DELETE CASCADE,
    CHECK (octet_length(bytes) <= 16777216)
);
CREATE INDEX pending_upload_by_age ON pending_upload (received_at);

ALTER TABLE pending_upload ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY pending_upload_is_its_own ON pending_upload TO weltoffend
    USING (municipality = (SELECT unit_key())) WITH CHECK (municipality = unit_key());
CREATE POLICY pending_upload_is_owned ON pending_upload TO weltoffend_owner
    USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON pending_upload TO weltoffend;

-- Removes what is older than a day, whosever it is: the daemon cannot see it to do so itself.
CREATE FUNCTION pending_upload_expire() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
BEGIN ATOMIC
    WITH gone AS (
        DELETE FROM pending_upload WHERE received_at <= now() - interval '24 hours' RETURNING 1)
    SELECT count(*) FROM gone;
END;
REVOKE EXECUTE ON FUNCTION pending_upload_expire FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pending_upload_expire TO weltoffend;
