-- What the operator's first page shows beside the API's rounds, as a document: who has handed in,
-- the newest release, what waits, the newest runs of all rounds, and of the editions that rounds have,
-- each two in a row that no bridges lead between. Its rounds are those of one page of round_list's.
-- $1 rows of a page, $2 the page, from 1
WITH shown AS (
    SELECT id FROM round
    ORDER BY opens_at DESC, id
    LIMIT $1::integer OFFSET $1::integer * ($2::integer - 1))
SELECT json_build_object(
    'rounds', (SELECT coalesce(json_object_agg(shown.id, json_build_object(
        'handedIn', (SELECT count(*) FROM self_check WHERE self_check.round = shown.id),
        'extensions', (SELECT count(*) FROM extension
                       WHERE extension.round = shown.id AND until > now()),
        'release', release_newest(shown.id, true),
        'waiting', (SELECT added + corrected + withdrawn FROM self_check_changes(
                        shown.id, coalesce(release_newest(shown.id, true), 0))))), '{}')
        FROM shown),
    'runs', (SELECT coalesce(json_agg(run_document(run) ORDER BY run.id DESC), '[]')
             FROM (SELECT * FROM run ORDER BY id DESC LIMIT 8) AS run),
    'unlinked', (WITH RECURSIVE used AS (
                     SELECT id, lag(id) OVER (ORDER BY published_at, id) AS before
                     FROM edition
                     WHERE EXISTS (SELECT FROM round WHERE round.edition = edition.id)),
                 way AS (
                     SELECT id, before AS reached FROM used
                     UNION
                     SELECT way.id, link.to_edition
                     FROM way JOIN edition_link AS link ON link.from_edition = way.reached)
                 SELECT coalesce(json_agg(json_build_object('from', before, 'to', id)), '[]')
                 FROM used
                 WHERE before IS NOT NULL
                   AND NOT EXISTS (SELECT FROM way WHERE way.id = used.id AND reached = used.id))
    )::text AS document;
