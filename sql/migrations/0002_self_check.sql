-- What municipalities hand in: versions that never change, and beside them what does.

-- Versions are immutable but for one thing: bytes, canonical form and with them comments and
-- measures can be erased (retention, a municipality's wish). Values and hashes stay, so every
-- release can still be computed again.
CREATE FUNCTION refuse_change_of_version() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        OLD.bytes := NULL;
        OLD.content := NULL;
        IF NEW IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a version never changes: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TABLE version (
    round text NOT NULL,
    municipality text NOT NULL,
    number integer NOT NULL CHECK (number >= 1),
    edition text NOT NULL REFERENCES edition,
    received_at timestamptz NOT NULL, -- when the last byte arrived
    media_type text NOT NULL,
    byte_count integer NOT NULL CHECK (byte_count > 0),
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    content_sha256 text NOT NULL CHECK (content_sha256 ~ '^[0-9a-f]{64}$'),
    bytes bytea,  -- as received; NULL once erased
    content text, -- the canonical form; NULL once erased
    "values" bigint[] NOT NULL,   -- in the edition's order
    states smallint[] NOT NULL,   -- 0 skipped, 1 answered, 2 unknown, 3 not applicable
    warnings jsonb NOT NULL,      -- findings that did not stop it
    receipt text NOT NULL,        -- as it was handed out
    receipt_sha256 text NOT NULL CHECK (receipt_sha256 ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (round, municipality, number),
    FOREIGN KEY (round, municipality) REFERENCES participant,
    CHECK (cardinality("values") = cardinality(states))
) PARTITION BY LIST (round);

CREATE TRIGGER version_is_frozen BEFORE UPDATE OR DELETE ON version
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_version();

-- Which version is current, and how often it was handed in: a repeat always writes, so that its
-- acknowledgement waits for the same durability as the first.
CREATE TABLE self_check (
    round text NOT NULL,
    municipality text NOT NULL,
    current integer NOT NULL,
    attempts bigint NOT NULL DEFAULT 1,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (round, municipality),
    FOREIGN KEY (round, municipality, current) REFERENCES version (round, municipality, number)
);

-- A round comes with a partition for its versions; making one needs the owner's rights.
CREATE FUNCTION round_create(id text, edition text, opens_at timestamptz, closes_at timestamptz,
                             reference_date date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    partition text := 'version_' || replace(id, '-', '_');
BEGIN
    INSERT INTO round (id, edition, opens_at, closes_at, reference_date)
    VALUES (id, edition, opens_at, closes_at, reference_date);
    EXECUTE format('CREATE TABLE %I PARTITION OF version FOR VALUES IN (%L)', partition, id);
    EXECUTE format('CREATE TRIGGER version_is_never_emptied BEFORE TRUNCATE ON %I
                    EXECUTE FUNCTION refuse_change()', partition);
    RETURN participant_refresh(id);
END
$$;
REVOKE EXECUTE ON FUNCTION round_create FROM PUBLIC;

-- The answers of all versions, one row each, for people who write SQL.
CREATE VIEW answer AS
SELECT version.round, version.municipality, version.number AS version,
       self_check.current = version.number AS is_current,
       edition_indicator.indicator,
       (ARRAY['skipped', 'answered', 'unknown', 'not_applicable'])
           [states[edition_indicator.position] + 1] AS state,
       CASE WHEN states[edition_indicator.position] = 1
            THEN "values"[edition_indicator.position] / 10::numeric ^ edition_indicator.decimals
       END AS value
FROM version
JOIN self_check ON self_check.round = version.round
     AND self_check.municipality = version.municipality
JOIN edition_indicator ON edition_indicator.edition = version.edition;

GRANT SELECT, INSERT ON version TO weltoffend;
GRANT SELECT, INSERT, UPDATE ON self_check TO weltoffend;
GRANT SELECT ON version, self_check, answer TO weltoffend_publishing;
GRANT SELECT ON self_check TO weltoffend_operator;
GRANT EXECUTE ON FUNCTION round_create TO weltoffend_operator;
