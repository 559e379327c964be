-- Rights that no statement of a role needs are taken back, column by column; and looking up what is
-- published is a role of its own, which may be connected to a replica. What each role may do is
-- written down as a whole in tests/http/roles_test.py.

-- A run computes from values; words, files and reasons are none of its business. `answer` works with
-- the rights of who looks, and needs no other columns.
REVOKE SELECT ON version, withdrawal FROM weltoffend_publishing;
GRANT SELECT (round, municipality, number, edition, "values", states, planned, content_sha256,
              receipt_sha256) ON version TO weltoffend_publishing;
DROP POLICY withdrawal_is_published ON withdrawal;
REVOKE SELECT ON municipality, municipality_name, edition_bridge, edition_bridge_entry, edition_link
    FROM weltoffend_publishing;

-- Who asks for a run, who makes it, and who looks after those who make one.
REVOKE INSERT, UPDATE ON run FROM weltoffend, weltoffend_publishing, weltoffend_operator;
GRANT INSERT (round, cause, requested_by, embargo_until), UPDATE (embargo_until) ON run
    TO weltoffend, weltoffend_operator;
GRANT UPDATE (state, started_at, heartbeat_at, finished_at, message) ON run TO weltoffend;
GRANT UPDATE (state, started_at, heartbeat_at, finished_at, progress, release, message) ON run
    TO weltoffend_publishing;

-- A round's edition and reference date stand once it is made, and round_create() alone makes one.
REVOKE INSERT, UPDATE ON round FROM weltoffend_operator;
GRANT UPDATE (opens_at, closes_at) ON round TO weltoffend_operator;
REVOKE UPDATE ON municipality_name, population, roster, extension FROM weltoffend_operator;
GRANT UPDATE (valid_to, name, official_name, parent) ON municipality_name TO weltoffend_operator;
GRANT UPDATE (inhabitants) ON population TO weltoffend_operator;
GRANT UPDATE (left_on, letter_of_intent) ON roster TO weltoffend_operator;
GRANT UPDATE (until, granted_at) ON extension TO weltoffend_operator;

-- By number instead of by row: a row has the salt of the receipts' tree, which is nobody's who looks
-- up what is published.
CREATE FUNCTION release_changes(the_round text, the_number integer)
    RETURNS TABLE (versions bigint, added bigint, corrected bigint, withdrawn bigint,
                   joined bigint, "left" bigint, is_other_method boolean)
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT version.*, roster.*,
           (SELECT method FROM release WHERE round = the_round AND number = the_number) <>
           (SELECT method FROM release WHERE round = the_round AND number = the_number - 1)
    FROM (
        SELECT count(after.version),
               count(*) FILTER (WHERE before.version IS NULL),
               count(*) FILTER (WHERE before.version <> after.version),
               count(*) FILTER (WHERE after.version IS NULL)
        FROM (SELECT municipality, version FROM release_version
              WHERE round = the_round AND number = the_number) AS after
        FULL JOIN (SELECT municipality, version FROM release_version
                   WHERE round = the_round AND number = the_number - 1)
            AS before USING (municipality)) AS version,
    (
        SELECT count(*) FILTER (WHERE before.inhabitants IS NULL),
               count(*) FILTER (WHERE after.inhabitants IS NULL)
        FROM (SELECT municipality, inhabitants FROM release_participant
              WHERE round = the_round AND number = the_number) AS after
        FULL JOIN (SELECT municipality, inhabitants FROM release_participant
                   WHERE round = the_round AND number = the_number - 1)
            AS before USING (municipality)) AS roster;
END;
DROP FUNCTION release_changes(release);

-- Reading: what is published, and who takes part.
GRANT SELECT ON migration, edition, edition_link, round, participant, release_form,
    release_version, release_participant, peer_group, peer_group_member, receipt_key
    TO weltoffend_reading;
GRANT SELECT (edition) ON edition_indicator TO weltoffend_reading;
GRANT SELECT (round, municipality, until) ON extension TO weltoffend_reading;
GRANT SELECT (key, kind) ON municipality TO weltoffend_reading;
GRANT SELECT (round, municipality, current) ON self_check TO weltoffend_reading;
ALTER POLICY self_check_is_counted ON self_check
    TO weltoffend, weltoffend_publishing, weltoffend_operator, weltoffend_reading;
GRANT SELECT (round, number, edition, published_at, is_final, run, visible_from, method) ON release
    TO weltoffend_reading;
GRANT EXECUTE ON FUNCTION participation_progress TO weltoffend_reading;

-- And that is what the daemon's other role needs no longer.
REVOKE SELECT ON municipality_name, release_participant, edition_bridge, edition_bridge_entry,
    audit_head FROM weltoffend;
REVOKE EXECUTE ON FUNCTION participation_progress FROM weltoffend;
