-- Queues the runs that are due, of rounds with news: the round has ended and has no final release,
-- the time of day has come, the interval has passed, or the last run failed (a minute ago or more).
-- A run that is made again keeps its embargo. Each leaves its line in the audit here, since there may
-- be several.
-- $1 interval in seconds (0: never), $2 daily time HH:MM in Europe/Berlin, or empty,
-- $3 the line's action
WITH clock AS (
    SELECT CASE WHEN $2 <> '' THEN (
               SELECT max(instant)
               FROM (SELECT ((now() AT TIME ZONE 'Europe/Berlin')::date - days + $2::time)
                            AT TIME ZONE 'Europe/Berlin' AS instant
                     FROM generate_series(0, 1) AS days) AS instants
               WHERE instant <= now()) END AS daily),
last AS (
    SELECT round.id,
           coalesce(max(run.requested_at), round.opens_at) AS requested_at,
           coalesce(max(run.finished_at), round.opens_at) AS finished_at,
           coalesce(bool_or(run.state IN ('queued', 'running')), false) AS is_under_way,
           coalesce((array_agg(run.state ORDER BY run.id DESC))[1] = 'failed', false) AS has_failed,
           (array_agg(run.embargo_until ORDER BY run.id DESC))[1] AS embargo_until
    FROM round LEFT JOIN run ON run.round = round.id
    WHERE round.opens_at <= now()
    GROUP BY round.id),
due AS (
    SELECT round.id,
           CASE WHEN last.has_failed THEN 'repeat'
                WHEN round_ends_at(round) <= now()
                     AND NOT EXISTS (SELECT FROM release
                                     WHERE release.round = round.id AND is_final) THEN 'closing'
                WHEN last.requested_at < clock.daily THEN 'daily'
                WHEN $1::integer > 0
                     AND last.finished_at + $1::integer * interval '1 second' <= now()
                     THEN 'interval'
           END AS cause,
           CASE WHEN last.has_failed THEN last.embargo_until END AS embargo_until
    FROM round JOIN last USING (id) CROSS JOIN clock
    WHERE NOT last.is_under_way
      AND NOT (last.has_failed AND last.finished_at > now() - interval '1 minute')),
queued AS (
    INSERT INTO run (round, cause, requested_by, embargo_until)
    SELECT due.id, due.cause, 'schedule', due.embargo_until
    FROM due JOIN round USING (id)
    WHERE due.cause IS NOT NULL AND round_has_news(round)
    ON CONFLICT DO NOTHING
    RETURNING id, round, cause)
INSERT INTO audit (actor, action, round, subject, details)
SELECT 'daemon', $3, round, id::text, jsonb_build_object('cause', cause)
FROM queued ORDER BY id;
