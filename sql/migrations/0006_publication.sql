-- What a release carries so that it can be proved and computed again, when others than operators
-- see it, and how series go on from edition to edition.

-- Nobody but operators sees a release before this instant. A repeated run keeps the embargo.
ALTER TABLE run ADD COLUMN embargo_until timestamptz;
ALTER TABLE release
    ADD COLUMN visible_from timestamptz NOT NULL DEFAULT '-infinity',
    ADD COLUMN method text NOT NULL DEFAULT '',  -- as the document has it
    ADD COLUMN values_sha256 text CHECK (values_sha256 ~ '^[0-9a-f]{64}$'),
    ADD COLUMN merkle_salt text CHECK (merkle_salt ~ '^[0-9a-f]{64}$'), -- never published
    ADD COLUMN merkle_root text CHECK (merkle_root ~ '^[0-9a-f]{64}$'),
    ADD CHECK (num_nulls(values_sha256, merkle_salt, merkle_root) IN (0, 3)); -- 3: older than this
ALTER TABLE release ALTER COLUMN visible_from DROP DEFAULT, ALTER COLUMN method DROP DEFAULT;

-- Who took part in the round when the release was made, and as what.
CREATE TABLE release_participant (
    round text NOT NULL,
    number integer NOT NULL,
    municipality text NOT NULL,
    name text NOT NULL,
    parent text,
    inhabitants bigint NOT NULL CHECK (inhabitants > 0),
    PRIMARY KEY (round, number, municipality),
    FOREIGN KEY (round, number) REFERENCES release,
    FOREIGN KEY (round, municipality) REFERENCES participant
);
CREATE TRIGGER release_participant_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE
    ON release_participant EXECUTE FUNCTION refuse_change();

-- The newest release of a round that somebody may see; NULL if there is none.
CREATE FUNCTION release_newest(the_round text, sees_all boolean) RETURNS integer
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT max(number) FROM release
    WHERE round = the_round AND (visible_from <= now() OR sees_all);
END;

-- How the self-checks that are current differ from those in a release; number 0: from none.
CREATE FUNCTION self_check_changes(the_round text, the_number integer)
    RETURNS TABLE (added bigint, corrected bigint, withdrawn bigint)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT count(*) FILTER (WHERE before.version IS NULL),
           count(*) FILTER (WHERE before.version <> after.current),
           count(*) FILTER (WHERE after.current IS NULL)
    FROM (SELECT municipality, current FROM self_check WHERE round = the_round) AS after
    FULL JOIN (SELECT municipality, version FROM release_version
               WHERE round = the_round AND number = the_number) AS before USING (municipality);
END;

-- What a release changed against the one before it; the first one against nothing.
CREATE FUNCTION release_changes(the_release release)
    RETURNS TABLE (versions bigint, added bigint, corrected bigint, withdrawn bigint,
                   joined bigint, "left" bigint, is_other_method boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT version.*, roster.*,
           the_release.method <> (SELECT method FROM release
                                  WHERE round = the_release.round
                                    AND number = the_release.number - 1)
    FROM (
        SELECT count(after.version),
               count(*) FILTER (WHERE before.version IS NULL),
               count(*) FILTER (WHERE before.version <> after.version),
               count(*) FILTER (WHERE after.version IS NULL)
        FROM (SELECT municipality, version FROM release_version
              WHERE round = the_release.round AND number = the_release.number) AS after
        FULL JOIN (SELECT municipality, version FROM release_version
                   WHERE round = the_release.round AND number = the_release.number - 1)
            AS before USING (municipality)) AS version,
    (
        SELECT count(*) FILTER (WHERE before.inhabitants IS NULL),
               count(*) FILTER (WHERE after.inhabitants IS NULL)
        FROM (SELECT municipality, inhabitants FROM release_participant
              WHERE round = the_release.round AND number = the_release.number) AS after
        FULL JOIN (SELECT municipality, inhabitants FROM release_participant
                   WHERE round = the_release.round AND number = the_release.number - 1)
            AS before USING (municipality)) AS roster;
END;

-- Whether a release of the round would differ from the last one: other versions, or the round
-- has ended since.
CREATE OR REPLACE FUNCTION round_has_news(the_round round) RETURNS boolean
LANGUAGE sql STABLE
BEGIN ATOMIC
    WITH newest AS (
        SELECT number, is_final FROM release
        WHERE round = the_round.id ORDER BY number DESC LIMIT 1)
    SELECT EXISTS (SELECT FROM self_check WHERE round = the_round.id)
       AND (NOT EXISTS (SELECT FROM newest)
            OR EXISTS (SELECT FROM newest
                       WHERE NOT is_final AND round_ends_at(the_round) <= now())
            OR EXISTS (SELECT FROM newest, self_check_changes(the_round.id, newest.number)
                       WHERE added + corrected + withdrawn > 0));
END;

-- What continues what from one edition to a later one. Of several bridges to an edition the one
-- stored last counts; none is ever changed.
CREATE TABLE edition_bridge (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_edition text NOT NULL REFERENCES edition,
    to_edition text NOT NULL REFERENCES edition,
    document text NOT NULL, -- the file as it was stored
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    stored_at timestamptz NOT NULL DEFAULT now(),
    CHECK (from_edition <> to_edition)
);

CREATE TABLE edition_bridge_entry (
    bridge bigint NOT NULL REFERENCES edition_bridge,
    level text NOT NULL CHECK (level IN ('indicator', 'goal', 'field')),
    change text NOT NULL CHECK (change IN ('same', 'changed', 'ended', 'new')),
    from_id text,
    to_id text,
    UNIQUE (bridge, level, from_id),
    UNIQUE (bridge, level, to_id),
    CHECK ((change = 'new') = (from_id IS NULL)),
    CHECK ((change = 'ended') = (to_id IS NULL))
);

CREATE TRIGGER edition_bridge_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON edition_bridge
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER edition_bridge_entry_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE
    ON edition_bridge_entry EXECUTE FUNCTION refuse_change();

-- What goes on from which edition to which, by the bridges that count.
CREATE VIEW edition_link AS
SELECT span.from_edition, span.to_edition, entry.level, entry.from_id, entry.to_id,
       entry.change = 'changed' AS is_break
FROM edition_bridge AS span
JOIN edition_bridge_entry AS entry ON entry.bridge = span.id
WHERE entry.change IN ('same', 'changed')
  AND NOT EXISTS (SELECT FROM edition_bridge AS later
                  WHERE later.to_edition = span.to_edition AND later.id > span.id);

GRANT SELECT ON release_participant, edition_bridge, edition_bridge_entry, edition_link
    TO weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT INSERT ON release_participant TO weltoffend_publishing;
GRANT INSERT ON edition_bridge, edition_bridge_entry TO weltoffend_operator;
