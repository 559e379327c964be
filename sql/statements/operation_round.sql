-- What the operator's page of a round shows beside the API, as a document: everybody on its roster,
-- its newest runs, and until when releases are under embargo. Nothing of what was answered. No row: there is no such round.
-- $1 round
SELECT json_build_object(
    'roster', (SELECT coalesce(json_agg(json_build_object(
        'key', participant.municipality, 'name', participant.name, 'kind', municipality.kind,
        'inhabitants', participant.inhabitants,
        'extendedUntil', moment(extension.until),
        'handedIn', self_check.current IS NOT NULL,
        'withdrawn', self_check.current IS NULL AND stored.versions IS NOT NULL,
        'versions', coalesce(stored.versions, 0),
        'receivedAt', moment(stored.received_at)) ORDER BY participant.municipality), '[]')
        FROM participant
        JOIN municipality ON municipality.key = participant.municipality
        LEFT JOIN self_check USING (round, municipality)
        LEFT JOIN extension USING (round, municipality)
        LEFT JOIN version_overview AS stored USING (round, municipality)
        WHERE participant.round = round.id),
    'embargoes', (SELECT coalesce(json_object_agg(number, moment(visible_from)), '{}')
                  FROM release WHERE release.round = $1 AND visible_from > now()),
    'runs', (SELECT coalesce(json_agg(run_document(run) ORDER BY run.id DESC), '[]')
             FROM (SELECT * FROM run WHERE run.round = $1 ORDER BY id DESC LIMIT 20) AS run)
    )::text AS document
FROM round
WHERE round.id = $1;
