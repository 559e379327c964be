-- Gives one municipality more time; a day without a time is included as a whole (Europe/Berlin).
-- No row: it does not take part in such a round. An end before the round's own is to be taken
-- back by the caller.
-- $1 round, $2 municipality, $3 until
INSERT INTO extension (round, municipality, until)
SELECT round, municipality,
       CASE WHEN $3 ~ '^\d{4}-\d{2}-\d{2}$' THEN ($3::date + 1)::timestamp
            ELSE $3::timestamp END AT TIME ZONE 'Europe/Berlin'
FROM participant
WHERE round = $1 AND municipality = $2
ON CONFLICT (round, municipality) DO UPDATE SET until = excluded.until, granted_at = now()
RETURNING to_char(until AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS until,
          until >= (SELECT closes_at FROM round WHERE id = extension.round) AS is_later;
