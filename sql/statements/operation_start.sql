-- What the operator's first page shows beside the API's rounds, as a document: who has handed in,
-- the newest release, what waits, and the newest runs of all rounds.
SELECT json_build_object(
    'rounds', (SELECT coalesce(json_object_agg(round.id, json_build_object(
        'handedIn', (SELECT count(*) FROM self_check WHERE self_check.round = round.id),
        'extensions', (SELECT count(*) FROM extension
                       WHERE extension.round = round.id AND until > now()),
        'release', release_newest(round.id, true),
        'waiting', (SELECT added + corrected + withdrawn FROM self_check_changes(
                        round.id, coalesce(release_newest(round.id, true), 0))))), '{}')
        FROM round),
    'runs', (SELECT coalesce(json_agg(run_document(run) ORDER BY run.id DESC), '[]')
             FROM (SELECT * FROM run ORDER BY id DESC LIMIT 8) AS run))::text AS document;
