-- All rounds, newest first, or the one named, as documents.
-- $1 round, or NULL for all, $2 whether releases under embargo are seen, $3 the municipality that
-- asks, or NULL: it is told its own extension, and its name if it takes part
SELECT json_build_object(
           'round', id, 'edition', edition,
           'state', CASE WHEN now() < opens_at THEN 'planned'
                         WHEN now() < closes_at THEN 'open' ELSE 'closed' END,
           'opensAt', to_char(opens_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'closesAt', to_char(closes_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           'extendedUntil', CASE WHEN extension.until > closes_at THEN
               to_char(extension.until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END,
           'referenceDate', reference_date,
           'participants', (SELECT count(*) FROM participant WHERE round = round.id),
           'latestRelease', release_newest(id, $2::boolean),
           'municipality', CASE WHEN own.name IS NOT NULL THEN
               json_build_object('key', own.municipality, 'name', own.name) END)::text
           AS document
FROM round
LEFT JOIN participant AS own ON own.round = round.id AND own.municipality = $3
LEFT JOIN extension ON extension.round = round.id AND extension.municipality = $3
WHERE $1::text IS NULL OR id = $1
ORDER BY opens_at DESC, id;
