-- Two releases of a round as documents, and how their self-checks and participants differ. No row:
-- one of them is not there; number 0 stands for nothing before the first.
-- $1 round, $2 number, $3 number of the earlier one, $4 whether releases under embargo are seen
WITH seen AS (
    SELECT form.number, form.body
    FROM release_form AS form
    JOIN release USING (round, number)
    WHERE form.round = $1 AND form.number IN ($2::integer, $3::integer) AND form.form = 'json'
      AND (release.visible_from <= now() OR $4::boolean)),
version AS (
    SELECT count(*) FILTER (WHERE before.version IS NULL) AS late,
           count(*) FILTER (WHERE before.version <> after.version) AS corrected,
           count(*) FILTER (WHERE after.version IS NULL) AS withdrawn
    FROM (SELECT municipality, version FROM release_version
          WHERE round = $1 AND number = $2::integer) AS after
    FULL JOIN (SELECT municipality, version FROM release_version
               WHERE round = $1 AND number = $3::integer) AS before USING (municipality)),
roster AS (
    SELECT count(*) FILTER (WHERE before.inhabitants IS NULL) AS joined,
           count(*) FILTER (WHERE after.inhabitants IS NULL) AS "left"
    FROM (SELECT municipality, inhabitants FROM release_participant
          WHERE round = $1 AND number = $2::integer) AS after
    FULL JOIN (SELECT municipality, inhabitants FROM release_participant
               WHERE round = $1 AND number = $3::integer) AS before USING (municipality))
SELECT after.body AS after, before.body AS before, late, corrected, withdrawn, joined, "left"
FROM seen AS after
LEFT JOIN seen AS before ON before.number = $3::integer
CROSS JOIN version
CROSS JOIN roster
WHERE after.number = $2::integer AND (before.number IS NOT NULL OR $3::integer = 0);
