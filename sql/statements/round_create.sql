-- Makes a round. Times are wall clock in Europe/Berlin; a closing day without a time is included
-- as a whole. NULL, and nothing is made, if it would not open before it closes.
-- $1 round, $2 edition, $3 opens, $4 closes, $5 reference_date
SELECT CASE WHEN opens_at < closes_at
            THEN round_create($1, $2, opens_at, closes_at, $5::date) END AS participants
FROM (SELECT $3::timestamp AT TIME ZONE 'Europe/Berlin' AS opens_at,
             CASE WHEN $4 ~ '^\d{4}-\d{2}-\d{2}$' THEN ($4::date + 1)::timestamp
                  ELSE $4::timestamp END AT TIME ZONE 'Europe/Berlin' AS closes_at) AS period;
