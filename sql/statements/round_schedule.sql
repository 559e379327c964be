-- All rounds, or the one named, in one line each; times are wall clock in Europe/Berlin.
-- $1 round, or NULL for all
SELECT id AS round, edition,
       CASE WHEN now() < opens_at THEN 'planned' WHEN now() < closes_at THEN 'open'
            ELSE 'closed' END AS state,
       to_char(opens_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS opens,
       to_char(closes_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS closes,
       reference_date::text AS reference_date,
       (SELECT count(*) FROM participant WHERE participant.round = round.id) AS participants,
       (SELECT count(*) FROM extension
        WHERE extension.round = round.id AND until > closes_at) AS extensions
FROM round
WHERE $1::text IS NULL OR id = $1
ORDER BY opens_at, id;
