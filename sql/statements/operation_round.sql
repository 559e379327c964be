-- What the operator's page of a round shows beside the API, as a document: a page of its roster, its
-- newest runs, its releases as the API has them (read here, so that a run that has published never
-- stands beside a list without its release), and until when they are under embargo. Nothing of what
-- was answered. No row: there is no such round. Who was on the roster more than once is shown with
-- the last time.
-- $1 round, $2 the beginning of a key or a part of a name; '' for all, $3 rows of a page,
-- $4 the page, from 1
WITH found AS MATERIALIZED (
    SELECT * FROM participant
    WHERE round = $1 AND (starts_with(municipality, $2)
                          OR position(lower($2) IN lower(name)) > 0)),
shown AS (
    SELECT * FROM found
    ORDER BY municipality
    LIMIT $3::integer OFFSET $3::integer * ($4::integer - 1))
SELECT json_build_object(
    'found', (SELECT count(*) FROM found),
    'roster', (SELECT coalesce(json_agg(json_build_object(
        'key', shown.municipality, 'name', shown.name, 'kind', municipality.kind,
        'inhabitants', shown.inhabitants,
        'joined', listed.joined,
        'left', listed.left_on - 1, -- the last day; left_on is none any more
        'letterOfIntent', listed.letter_of_intent,
        'extendedUntil', moment(extension.until),
        'handedIn', self_check.current IS NOT NULL,
        'withdrawn', self_check.current IS NULL AND stored.versions IS NOT NULL,
        'versions', coalesce(stored.versions, 0),
        'receivedAt', moment(stored.received_at)) ORDER BY shown.municipality), '[]')
        FROM shown
        JOIN municipality ON municipality.key = shown.municipality
        LEFT JOIN LATERAL (
            SELECT joined, left_on, letter_of_intent FROM roster
            WHERE roster.municipality = shown.municipality
              AND roster.joined <= (round.closes_at AT TIME ZONE 'Europe/Berlin')::date
            ORDER BY roster.joined DESC LIMIT 1) AS listed ON true
        LEFT JOIN self_check USING (round, municipality)
        LEFT JOIN extension USING (round, municipality)
        LEFT JOIN version_overview AS stored USING (round, municipality)),
    'releases', releases_document(round.id, true),
    'embargoes', (SELECT coalesce(json_object_agg(number, moment(visible_from)), '{}')
                  FROM release WHERE release.round = $1 AND visible_from > now()),
    'runs', (SELECT coalesce(json_agg(run_document(run) ORDER BY run.id DESC), '[]')
             FROM (SELECT * FROM run WHERE run.round = $1 ORDER BY id DESC LIMIT 20) AS run)
    )::text AS document
FROM round
WHERE round.id = $1;
