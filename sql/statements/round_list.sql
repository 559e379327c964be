-- All rounds, newest first, or the one named, as documents.
-- $1 round, or NULL for all, $2 whether releases under embargo are seen
SELECT json_build_object(
           'round', id, 'edition', edition,
           'state', CASE WHEN now() < opens_at THEN 'planned'
                         WHEN now() < closes_at THEN 'open' ELSE 'closed' END,
           'opensAt', to_char(opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'closesAt', to_char(closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'referenceDate', reference_date,
           'participants', (SELECT count(*) FROM participant WHERE round = round.id),
           'latestRelease', release_newest(id, $2::boolean))::text
           AS document
FROM round
WHERE $1::text IS NULL OR id = $1
ORDER BY opens_at DESC, id;
