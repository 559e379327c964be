-- Receipts that prove themselves: the public keys they are signed with, and the signature beside
-- each version. And self-checks that were taken back, whose versions and receipts stay.

-- Keys that sign or have signed receipts; none ever leaves, so that old receipts still verify.
CREATE TABLE receipt_key (
    kid text PRIMARY KEY CHECK (kid ~ '^[A-Za-z0-9_-]{43}$'), -- the thumbprint, RFC 7638
    jwk jsonb NOT NULL CHECK (jwk ->> 'kid' = kid AND NOT jwk ? 'd'), -- the public half only
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER receipt_key_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt_key
    EXECUTE FUNCTION refuse_change();

-- The receipt as a compact JWS; NULL where it was not signed. Frozen with the rest of the version.
ALTER TABLE version ADD COLUMN jws text;

-- A self-check that was withdrawn has no current version, and so no row in self_check, until
-- another version comes. A repeat always writes here as well, hence the attempts.
CREATE TABLE withdrawal (
    round text NOT NULL,
    municipality text NOT NULL,
    version integer NOT NULL, -- the one that was current
    reason text NOT NULL CHECK (reason <> ''),
    withdrawn_at timestamptz NOT NULL DEFAULT now(),
    attempts bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (round, municipality, version),
    FOREIGN KEY (round, municipality, version) REFERENCES version (round, municipality, number)
);
CREATE TRIGGER withdrawal_stays BEFORE DELETE OR TRUNCATE ON withdrawal
    EXECUTE FUNCTION refuse_change();

-- The daemon may delete from self_check, and a withdrawal is the only way for that to succeed.
CREATE FUNCTION refuse_silent_withdrawal() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM withdrawal
               WHERE round = OLD.round AND municipality = OLD.municipality
                 AND version = OLD.current) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a self-check goes only by a withdrawal: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER self_check_is_withdrawn AFTER DELETE ON self_check
    FOR EACH ROW EXECUTE FUNCTION refuse_silent_withdrawal();
CREATE TRIGGER self_check_is_never_emptied BEFORE TRUNCATE ON self_check
    EXECUTE FUNCTION refuse_change();

-- Versions of a withdrawn self-check are there still; none of them is current.
CREATE OR REPLACE VIEW answer AS
SELECT version.round, version.municipality, version.number AS version,
       coalesce(self_check.current = version.number, false) AS is_current,
       edition_indicator.indicator,
       (ARRAY['skipped', 'answered', 'unknown', 'not_applicable'])
           [states[edition_indicator.position] + 1] AS state,
       CASE WHEN states[edition_indicator.position] = 1
            THEN "values"[edition_indicator.position] / 10::numeric ^ edition_indicator.decimals
       END AS value
FROM version
LEFT JOIN self_check ON self_check.round = version.round
     AND self_check.municipality = version.municipality
JOIN edition_indicator ON edition_indicator.edition = version.edition;

GRANT SELECT ON receipt_key TO weltoffend;
GRANT SELECT, INSERT ON receipt_key TO weltoffend_operator;
GRANT DELETE ON self_check TO weltoffend;
GRANT SELECT, INSERT, UPDATE (attempts) ON withdrawal TO weltoffend;
GRANT SELECT ON withdrawal TO weltoffend_publishing, weltoffend_operator;
