-- What disclosure control needs besides the answers: for which goals a version plans measures, kept
-- when its bytes are erased; and the groups that operators make for a round.

-- In the edition's order of goals: 1 if there is a measure that was not dropped.
ALTER TABLE version ADD COLUMN planned smallint[];

-- Versions that are there already have it in their canonical form.
ALTER TABLE version DISABLE TRIGGER version_is_frozen;
UPDATE version SET planned = (
    SELECT array_agg((EXISTS (
               SELECT FROM json_array_elements(version.content::json -> 'measures') AS measure
               WHERE measure ->> 'goal' = goal ->> 'id'
                 AND measure ->> 'status' IS DISTINCT FROM 'dropped'))::integer::smallint
               ORDER BY field_number, goal_number)
    FROM edition,
         json_array_elements(edition.document::json -> 'fields')
             WITH ORDINALITY AS fields (field, field_number),
         json_array_elements(field -> 'goals') WITH ORDINALITY AS goals (goal, goal_number)
    WHERE edition.id = version.edition)
WHERE content IS NOT NULL;
ALTER TABLE version ENABLE TRIGGER version_is_frozen;
ALTER TABLE version ALTER COLUMN planned SET NOT NULL;

CREATE TABLE peer_group (
    round text NOT NULL REFERENCES round,
    id text NOT NULL CHECK (id ~ '^[a-z][a-z0-9-]{0,31}$' AND id !~ '^(all$|band-|kind-|land-)'),
    owner text NOT NULL CHECK (owner <> ''),
    label_de text NOT NULL CHECK (label_de <> ''),
    label_en text NOT NULL CHECK (label_en <> ''),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (round, id)
);

CREATE TABLE peer_group_member (
    round text NOT NULL,
    peer_group text NOT NULL,
    municipality text NOT NULL,
    PRIMARY KEY (round, peer_group, municipality),
    FOREIGN KEY (round, peer_group) REFERENCES peer_group,
    FOREIGN KEY (round, municipality) REFERENCES participant
);

CREATE TRIGGER peer_group_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON peer_group
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER peer_group_member_is_frozen BEFORE UPDATE OR DELETE OR TRUNCATE
    ON peer_group_member EXECUTE FUNCTION refuse_change();

-- Groups stand for the whole round: none comes or grows once a release is there. Waits for a run
-- that is under way, which would not know the group (daemon/publish.c holds this lock).
CREATE FUNCTION refuse_group_after_release() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('weltoffend runner'));
    IF EXISTS (SELECT FROM release WHERE round = NEW.round) THEN
        RAISE EXCEPTION 'round % has a release already, so its groups stand', NEW.round
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER peer_group_stands BEFORE INSERT ON peer_group
    FOR EACH ROW EXECUTE FUNCTION refuse_group_after_release();
CREATE TRIGGER peer_group_member_stands BEFORE INSERT ON peer_group_member
    FOR EACH ROW EXECUTE FUNCTION refuse_group_after_release();

GRANT SELECT ON peer_group, peer_group_member
    TO weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT INSERT ON peer_group, peer_group_member TO weltoffend_operator;
