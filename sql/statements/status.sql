-- The state of every round in one line each.
SELECT round.id AS round, edition,
       CASE WHEN now() < opens_at THEN 'planned' WHEN now() < closes_at THEN 'open'
            ELSE 'closed' END AS state,
       to_char(closes_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS closes,
       (SELECT count(*) FROM self_check WHERE self_check.round = round.id) || '/' ||
       (SELECT count(*) FROM participant WHERE participant.round = round.id) AS handed_in,
       coalesce((SELECT max(number)::text FROM release WHERE release.round = round.id), '-')
           AS release,
       coalesce((SELECT state || coalesce(': ' || message, '') FROM run
                 WHERE run.round = round.id ORDER BY id DESC LIMIT 1), '-') AS last_run
FROM round
ORDER BY opens_at, round.id;
